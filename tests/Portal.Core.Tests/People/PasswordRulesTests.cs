using Portal.Core.People;

namespace Portal.Core.Tests.People;

public sealed class PasswordRulesTests
{
    [Theory]
    [InlineData("demo city water bill")]
    [InlineData("four lamps beside a river")]
    [InlineData("zahn-karten-ofen-blau")]
    [InlineData("пять тихих лодок утром")]
    [InlineData("静かな朝に五艘の舟が大きな川を下る")]
    [InlineData("xK9!mQ2@vR7#tW4$")]
    [InlineData("all lower case and no digits at all")]
    public void A_long_uncommon_password_is_taken_whatever_it_is_made_of(string password) =>
        Assert.Null(PasswordRules.WhyNot(password, "rosa.delgado@example.com", "Rosa Delgado", "Alder Falls"));

    [Theory]
    [InlineData("short one here", "Password_TooShort")]
    [InlineData("", "Password_TooShort")]
    [InlineData("passwordpassword", "Password_TooCommon")]
    [InlineData("Password12345678", "Password_TooCommon")]
    [InlineData("P@$$w0rd-P@$$w0rd", "Password_TooCommon")]
    [InlineData("qwerty1234567890", "Password_TooCommon")]
    [InlineData("qwertyuiopasdfghjkl", "Password_TooCommon")]
    [InlineData("aaaaaaaaaaaaaaaaaaaa", "Password_TooCommon")]
    [InlineData("abcabcabcabcabcabc", "Password_TooCommon")]
    [InlineData("harbor7harbor7harbor7", "Password_TooCommon")]
    [InlineData("123456789012345678", "Password_TooCommon")]
    [InlineData("abcdefghijklmnop", "Password_TooCommon")]
    [InlineData("Alder Falls 2026!!", "Password_TooCommon")]
    [InlineData("rosa.delgado@example.com", "Password_TooCommon")]
    [InlineData("Rosa Delgado 1984", "Password_TooCommon")]
    [InlineData("d r a g o n 1 2 3 4 5 6", "Password_TooCommon")]
    public void A_short_or_easily_guessed_one_is_refused(string password, string key) => Assert.Equal(
        key, PasswordRules.WhyNot(password, "rosa.delgado@example.com", "Rosa Delgado", "Alder Falls")?.Key);

    [Fact]
    public void A_sentence_of_two_hundred_characters_is_taken_and_a_book_is_not()
    {
        var sentence = string.Join(' ', Enumerable.Range(0, 40).Select(i => $"{(char)('a' + (i * 7 % 26))}x{i}"));

        Assert.Null(PasswordRules.WhyNot(sentence[..120], []));
        Assert.Equal("Password_TooLong", PasswordRules.WhyNot(string.Concat(sentence, sentence, sentence), [])?.Key);
    }

    [Fact]
    public void Two_keyboards_that_write_one_letter_differently_agree()
    {
        Assert.Equal(PasswordRules.Prepared("caf\u00e9"), PasswordRules.Prepared("cafe\u0301"));
        Assert.Equal("a\ufffdb", PasswordRules.Prepared("a\ud800b"));
    }
}
