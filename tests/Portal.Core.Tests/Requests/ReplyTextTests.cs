using System.Text;
using Portal.Core.Requests.Replies;

namespace Portal.Core.Tests.Requests;

/// <summary>What of an answer is new, as mail programs write answers.</summary>
public sealed class ReplyTextTests
{
    [Theory]
    [InlineData("Yes.\n\nOn Mon, X <a@b> wrote:\n> ##- Write above -##\n> Hello", "Yes.")]
    [InlineData("Yes.\n\nOn Mon, Nov 2, 2026 at 9:00 AM City\n<a@b.example> wrote:\n\n> Hello", "Yes.")]
    [InlineData("Sí.\n\nEl lun, 2 nov 2026, Ciudad <a@b> escribió:\n> ##- Escriba -##\n> Hola", "Sí.")]
    [InlineData("Yes.\n\n-----Original Message-----\nFrom: City\nHello", "Yes.")]
    [InlineData("Yes.\n-- \nRosa\n916 555 0100", "Yes.")]
    [InlineData("> ##- Write above -##\n> Hello\n\nBelow it.", "Below it.")]
    [InlineData("> Hello\n", "")]
    [InlineData("One\n\nTwo", "One\n\nTwo")]
    [InlineData("On Monday I wrote: nothing\nto you", "On Monday I wrote: nothing\nto you")]
    public void What_is_new(string whole, string words) => Assert.Equal(words, ReplyText.NewOf(whole));

    [Fact]
    public void Html_is_read_as_it_shows()
    {
        var mail = IncomingMail.Of(
            Encoding.UTF8.GetBytes("""
                From: a@b.example
                Content-Type: text/html; charset=utf-8

                <html><head><style>p {}</style></head><body><div>Caf&eacute; <b>yes</b></div><script>no()</script>
                <div>On Mon, X wrote:<br><blockquote>##- Write above -##<br>Hello</blockquote></div></body></html>
                """),
            new())!;

        Assert.Equal("Café yes", mail.Words);
        Assert.DoesNotContain("no()", mail.Whole, StringComparison.Ordinal);
    }

    [Fact]
    public void No_bytes_make_it_fail()
    {
        var random = new Random(55);
        for (var round = 0; round < 300; round++)
        {
            var bytes = new byte[random.Next(1, 2_000)];
            random.NextBytes(bytes);
            Encoding.ASCII.GetBytes("From: x\nContent-Type: multipart/mixed; boundary=\"\"\n\n").AsSpan(
                0, Math.Min(bytes.Length, random.Next(50))).CopyTo(bytes);

            var mail = IncomingMail.Of(bytes, new() { Address = "r@x.example" });

            Assert.DoesNotContain('\0', mail?.Whole ?? "");
        }
    }
}
