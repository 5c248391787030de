using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Notices;
using Portal.Core.Notices.Printing;
using Portal.Core.Staff;
using Portal.Core.Tests.Documents;
using Portal.Testing;

namespace Portal.Core.Tests.Notices;

/// <summary>Notices on paper: batches, letters printed again, the certificate of mailing.</summary>
public sealed class NoticeBatchTests : IAsyncLifetime
{
    private static readonly Actor By = Actor.Staff(Guid.CreateVersion7());
    private City _city = null!;

    public async Task InitializeAsync() => _city = await City.CreateAsync();

    public async Task DisposeAsync() => await _city.DisposeAsync();

    [Fact]
    public async Task What_waits_is_printed_once_and_again_when_a_letter_is_spoiled()
    {
        await WriteAsync(3);
        var id = Guid.CreateVersion7();

        var made = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => MakeAsync(id)));

        var batch = Assert.Single(made.Select(City.Done).DistinctBy(b => b.Id));
        Assert.Equal(3, batch.Notices);
        Assert.Equal("Notice_NothingWaits", Refused(await MakeAsync(Guid.CreateVersion7())).Key);
        var file = await _city.AskAsync<ReadNoticeBatch, byte[]?>(read => read.FileAsync(batch.Id, default));
        Assert.Contains("Customer 2", PdfReader.Text(file!), StringComparison.Ordinal);
        Assert.Equal("Print_ReasonMissing", Refused(await ReprintAsync(batch, 2, " ")).Key);
        City.Done(await ReprintAsync(batch, 2, "Torn"));
        City.Done(await ReprintAsync(batch, 2, "Torn"));
        Assert.Equal(1, City.Done(await MakeAsync(Guid.CreateVersion7())).Notices);
        var manifest = await _city.AskAsync<ReadNoticeBatch, string>(read => read.ManifestAsync(batch.Id, default));
        Assert.Equal(1, manifest.Split("\"pull\"").Length - 1);
    }

    [Fact]
    public async Task The_post_stamps_a_certificate_for_what_it_took()
    {
        await WriteAsync(2);
        var batch = City.Done(await MakeAsync(Guid.CreateVersion7()));

        Assert.Equal("Notice_CertificateMissing", Refused(await MailAsync(batch, " ", 2)).Key);
        Assert.Equal("Notice_PiecesDiffer", Refused(await MailAsync(batch, "3665-7", 1)).Key);
        Assert.Equal(
            "Print_DayWrong", Refused(await MailAsync(batch, "3665-7", 2, _city.Today.AddDays(1))).Key);
        var mailing = City.Done(await MailAsync(batch, "3665-7", 2));
        City.Done(await MailAsync(batch, "3665-7", 2));

        Assert.Equal(("3665-7", 2, By.Name), (mailing.Certificate, mailing.Pieces, mailing.RecordedBy));
        Assert.Equal("Print_MailedBefore", Refused(await MailAsync(batch, "3665-8", 2)).Key);
    }

    [Theory]
    [InlineData("ck_notice_batch_post", "notice_batch", """{"post": "x"}""")]
    [InlineData("ck_notice_batch_notices", "notice_batch", """{"notices": 0}""")]
    [InlineData("ck_notice_batch_pages", "notice_batch", """{"pages": 0}""")]
    [InlineData("ck_notice_batch_file_bytes", "notice_batch", """{"file_bytes": 0}""")]
    [InlineData("ck_notice_batch_sha256", "notice_batch", """{"sha256": "\\x00"}""")]
    [InlineData("ck_notice_batch_file_content", "notice_batch_file", """{"content": "\\x"}""")]
    [InlineData("ck_notice_batch_line_no", "notice_batch_line", """{"no": 0, "left_at": null}""")]
    [InlineData("ck_notice_batch_line_first_page", "notice_batch_line", """{"no": 9, "first_page": 0}""")]
    [InlineData("ck_notice_batch_line_pages", "notice_batch_line", """{"no": 9, "pages": 0}""")]
    [InlineData("ck_notice_batch_line_sha256", "notice_batch_line", """{"no": 9, "sha256": "\\x00"}""")]
    [InlineData("ck_notice_batch_line_left", "notice_batch_line", """{"no": 9, "left_by": "x"}""")]
    [InlineData("ck_notice_batch_line_left_why", "notice_batch_line",
        """{"no": 9, "left_by": "x", "left_why": " ", "left_at": "2026-01-01"}""")]
    [InlineData("ux_notice_batch_line_one_live", "notice_batch_line", """{"no": 9}""")]
    [InlineData("ck_notice_mailing_certificate", "notice_mailing", """{"certificate": " "}""")]
    [InlineData("ck_notice_mailing_pieces", "notice_mailing", """{"pieces": 0}""")]
    public async Task A_batch_is_sound(string rule, string table, string wrong)
    {
        await MailedAsync();

        Assert.Equal(rule, await _city.Database.RuleThatRefusesAsync(
            $"insert into {table} overriding system value "
            + $"select (jsonb_populate_record(t, '{wrong}')).* from {table} t limit 1"));
    }

    [Fact]
    public async Task Two_batches_never_share_a_number()
    {
        await MailedAsync();

        Assert.Equal("ux_notice_batch_number", await _city.Database.RuleThatRefusesAsync(
            "insert into notice_batch overriding system value select (jsonb_populate_record(b, "
            + "jsonb_build_object('id', gen_random_uuid()))).* from notice_batch b limit 1"));
    }

    [Theory]
    [InlineData("tr_notice_batch_append_only", "update notice_batch set pages = 99")]
    [InlineData("tr_notice_batch_file_append_only", "delete from notice_batch_file")]
    [InlineData("tr_notice_batch_line_keeps_line", "update notice_batch_line set pages = 99")]
    [InlineData("tr_notice_mailing_append_only", "update notice_mailing set pieces = 99")]
    public async Task What_was_printed_stays(string rule, string sql)
    {
        await MailedAsync();

        Assert.Equal(rule, await _city.Database.RuleThatRefusesAsync(sql));
    }

    private static Refusal Refused<T>(Outcome<T> outcome) => Assert.IsType<Outcome<T>.Refused>(outcome).Refusal;

    private async Task MailedAsync()
    {
        await WriteAsync(1);
        City.Done(await MailAsync(City.Done(await MakeAsync(Guid.CreateVersion7())), "3665-1", 1));
    }

    private async Task WriteAsync(int letters)
    {
        for (var no = 1; no <= letters; no++)
        {
            City.Done(await _city.WriteAsync(_city.Asking(await _city.AccountAsync($"Customer {no}"))));
        }
    }

    private Task<Outcome<NoticeBatch>> MakeAsync(Guid id) =>
        _city.AskAsync<MakeNoticeBatch, Outcome<NoticeBatch>>(act => act.RunAsync(new(id, By), default));

    private Task<Outcome<NoticeBatchLine>> ReprintAsync(NoticeBatch batch, int no, string why) =>
        _city.AskAsync<ReprintNotice, Outcome<NoticeBatchLine>>(
            act => act.RunAsync(new(batch.Id, no, why, By), default));

    private Task<Outcome<NoticeMailing>> MailAsync(
        NoticeBatch batch, string certificate, int pieces, DateOnly? on = null) =>
        _city.AskAsync<RecordNoticeMailing, Outcome<NoticeMailing>>(act => act.RunAsync(
            new(batch.Id, on ?? _city.Today, certificate, pieces, By), default));
}
