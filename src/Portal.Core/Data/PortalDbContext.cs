using System.Data;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using Npgsql;
using Portal.Core.Accounts;
using Portal.Core.Accounts.Access;
using Portal.Core.Accounts.Contacts;
using Portal.Core.Accounts.Notices;
using Portal.Core.Billing;
using Portal.Core.Billing.Adjustments;
using Portal.Core.Billing.Rates;
using Portal.Core.Ledger;
using Portal.Core.Mail;
using Portal.Core.Money;
using Portal.Core.Moves;
using Portal.Core.Payments;
using Portal.Core.Payments.Autopay;
using Portal.Core.Payments.Drafts;
using Portal.Core.Payments.Wallet;
using Portal.Core.People;
using Portal.Core.People.Consents;
using Portal.Core.Staff;

namespace Portal.Core.Data;

/// <summary>
/// The one context. The schema itself is SQL (Data/Migrations); each entity's file maps onto it, and SchemaTests
/// compare the two column by column.
/// </summary>
public sealed class PortalDbContext(DbContextOptions<PortalDbContext> options)
    : IdentityUserContext<PortalUser, Guid, IdentityUserClaim<Guid>, IdentityUserLogin<Guid>, IdentityUserToken<Guid>,
        IdentityUserPasskey<Guid>>(options)
{
    public DbSet<Customer> Customers => Set<Customer>();

    public DbSet<Premise> Premises => Set<Premise>();

    public DbSet<ServicePoint> ServicePoints => Set<ServicePoint>();

    public DbSet<ServiceAgreement> ServiceAgreements => Set<ServiceAgreement>();

    public DbSet<ServiceMove> ServiceMoves => Set<ServiceMove>();

    public DbSet<LandlordAgreement> LandlordAgreements => Set<LandlordAgreement>();

    public DbSet<BillingCycle> BillingCycles => Set<BillingCycle>();

    public DbSet<MeterRoute> MeterRoutes => Set<MeterRoute>();

    public DbSet<CustomerAccount> CustomerAccounts => Set<CustomerAccount>();

    public DbSet<AccountLink> AccountLinks => Set<AccountLink>();

    public DbSet<ContactChange> ContactChanges => Set<ContactChange>();

    public DbSet<Consent> Consents => Set<Consent>();

    public DbSet<ConsentEnd> ConsentEnds => Set<ConsentEnd>();

    public DbSet<AccountInvitation> AccountInvitations => Set<AccountInvitation>();

    public DbSet<PaperlessTest> PaperlessTests => Set<PaperlessTest>();

    public DbSet<ThirdPartyContact> ThirdPartyContacts => Set<ThirdPartyContact>();

    public DbSet<EmailChange> EmailChanges => Set<EmailChange>();

    public DbSet<JournalEntry> JournalEntries => Set<JournalEntry>();

    public DbSet<JournalLine> JournalLines => Set<JournalLine>();

    public DbSet<AccountingPeriod> AccountingPeriods => Set<AccountingPeriod>();

    public DbSet<MeterRead> MeterReads => Set<MeterRead>();

    public DbSet<RateVersion> RateVersions => Set<RateVersion>();

    public DbSet<RateChange> RateChanges => Set<RateChange>();

    public DbSet<Bill> Bills => Set<Bill>();

    public DbSet<BillLine> BillLines => Set<BillLine>();

    public DbSet<BillRead> BillReads => Set<BillRead>();

    public DbSet<OpenItem> OpenItems => Set<OpenItem>();

    public DbSet<Adjustment> Adjustments => Set<Adjustment>();

    public DbSet<BillCancellation> BillCancellations => Set<BillCancellation>();

    public DbSet<PaymentAttempt> PaymentAttempts => Set<PaymentAttempt>();

    public DbSet<PaymentAttemptShare> PaymentAttemptShares => Set<PaymentAttemptShare>();

    public DbSet<Payment> Payments => Set<Payment>();

    public DbSet<PaymentReversal> PaymentReversals => Set<PaymentReversal>();

    public DbSet<Allocation> Allocations => Set<Allocation>();

    public DbSet<SuspenseItem> SuspenseItems => Set<SuspenseItem>();

    public DbSet<SavedMethod> SavedMethods => Set<SavedMethod>();

    public DbSet<MethodSetup> MethodSetups => Set<MethodSetup>();

    public DbSet<AutopayEnrollment> AutopayEnrollments => Set<AutopayEnrollment>();

    public DbSet<Draft> Drafts => Set<Draft>();

    public DbSet<DraftHistory> DraftHistories => Set<DraftHistory>();

    public DbSet<WebhookEvent> WebhookEvents => Set<WebhookEvent>();

    public DbSet<OfficeTask> OfficeTasks => Set<OfficeTask>();

    public DbSet<OutboxMail> OutboxMails => Set<OutboxMail>();

    public DbSet<OutboxMailAccount> OutboxMailAccounts => Set<OutboxMailAccount>();

    public DbSet<SignInSession> SignInSessions => Set<SignInSession>();

    public DbSet<Authenticator> Authenticators => Set<Authenticator>();

    public DbSet<RecoveryCode> RecoveryCodes => Set<RecoveryCode>();

    public DbSet<MailedSecret> MailedSecrets => Set<MailedSecret>();

    public DbSet<SecurityEvent> SecurityEvents => Set<SecurityEvent>();

    public DbSet<StaffMember> StaffMembers => Set<StaffMember>();

    public DbSet<AuditEntry> AuditEntries => Set<AuditEntry>();

    public DbSet<CustomerView> CustomerViews => Set<CustomerView>();

    /// <summary>Between the beginning and the end of an <see cref="ActTransaction"/>.</summary>
    internal bool IsInAct { get; set; }

    protected override Version SchemaVersion => IdentitySchemaVersions.Version3;

    /// <summary>Takes the row lock that serialises everything done to one customer account.</summary>
    /// <returns>The account as it is under the lock, or null when there is none.</returns>
    public async Task<CustomerAccount?> LockAccountAsync(Guid id, CancellationToken ct) =>
        (await LockAccountsAsync([id], ct)).SingleOrDefault();

    /// <summary>Locks several accounts, always in id order, so that two acts never wait for each other.</summary>
    public async Task<IReadOnlyList<CustomerAccount>> LockAccountsAsync(
        IEnumerable<Guid> ids, CancellationToken ct)
    {
        var wanted = ids.Distinct().ToArray();
        Forget(read => read is CustomerAccount account && wanted.Contains(account.Id));
        return await Locked(wanted).ToListAsync(ct);
    }

    /// <summary>The same lock for thousands of accounts, whose balances the caller changes in one statement.</summary>
    public async Task<IReadOnlyList<CustomerAccount>> LockAccountsUntrackedAsync(
        IEnumerable<Guid> ids, CancellationToken ct) =>
        await Locked([.. ids.Distinct()]).AsNoTracking().ToListAsync(ct);

    /// <summary>Before a lock: a copy read earlier would win over what the lock reveals.</summary>
    internal void Forget(Func<object, bool> isCopy)
    {
        foreach (var read in ChangeTracker.Entries().Where(e => isCopy(e.Entity)).ToList())
        {
            read.State = EntityState.Detached;
        }
    }

    private IQueryable<CustomerAccount> Locked(Guid[] ids) => CustomerAccounts
        .FromSql($"select *, xmin from customer_account where id = any({ids}) order by id for update");

    /// <summary>
    /// A connection that breaks in the middle of an act is opened again by the next query, without the transaction.
    /// What the act did is undone, so nothing more of it may be written.
    /// </summary>
    /// <exception cref="NpgsqlException">The transaction is gone.</exception>
    public void RequireTransaction()
    {
        if (Database.CurrentTransaction is null || Database.GetDbConnection().State != ConnectionState.Open)
        {
            throw new NpgsqlException("The connection was lost in the middle of an act.");
        }
    }

    public override Task<int> SaveChangesAsync(
        bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        if (IsInAct)
        {
            RequireTransaction();
        }

        return base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        ArgumentNullException.ThrowIfNull(configurationBuilder);
        base.ConfigureConventions(configurationBuilder);
        configurationBuilder.Properties<Usd>().HaveConversion<UsdConverter>();
        configurationBuilder.Conventions.Add(_ => new SnakeCase());
    }

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.ApplyConfigurationsFromAssembly(typeof(PortalDbContext).Assembly);
    }

    private sealed class UsdConverter() : ValueConverter<Usd, long>(m => m.Cents, c => new Usd(c));
}
