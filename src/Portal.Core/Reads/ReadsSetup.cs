using Microsoft.Extensions.DependencyInjection;
using Portal.Core.Reads.Exceptions;
using Portal.Core.Reads.Files;
using Portal.Core.Reads.Imports;
using Portal.Core.Reads.Validation;

namespace Portal.Core.Reads;

/// <summary>Reads: files, validation, exceptions. Needs the context and the clock registered.</summary>
public static class ReadsSetup
{
    public static IServiceCollection AddReads(this IServiceCollection services) => services
        .AddScoped<CheckReadFile>()
        .AddScoped<ExchangeMeter>()
        .AddScoped<ValidateReads>()
        .AddScoped<ChangeReadRule>()
        .AddScoped<DecideException>()
        .AddScoped<DoubtRead>()
        .AddScoped<ReleaseRead>()
        .AddScoped<OrderReread>()
        .AddScoped<EnterReread>()
        .AddScoped<EstimateRead>()
        .AddScoped<OverrideRead>()
        .AddScoped<ApproveOverride>()
        .AddScoped<AttachNoteOrPhoto>()
        .AddScoped<SaveReadProfile>()
        .AddScoped<CheckImport>()
        .AddScoped<ConfirmImport>()
        .AddScoped<DiscardImport>()
        .AddScoped<TakeReads>()
        .AddScoped<SampleReads>();
}
