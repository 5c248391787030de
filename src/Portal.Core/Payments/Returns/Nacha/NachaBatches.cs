using Portal.Core.Money;

namespace Portal.Core.Payments.Returns.Nacha;

/// <summary>Batches of a file, one after the other: header, entries with their addenda, control.</summary>
internal sealed class NachaBatches(NachaFaults faults, NachaTally whole)
{
    /// <summary>Automated accounting advices: entries and controls have fields of their own.</summary>
    public const string Advice = "ADV";

    private const string Abroad = "IAT";
    private const string ReturnAddenda = "99";
    private const string ChangeAddenda = "98";

    private (long No, string Header, NachaTally Tally)? _open;
    private (string Text, bool IsDebit, long Cents)? _entry;

    private bool IsAdvice => _open?.Header.At(51, 53) == Advice;

    public void Open(long no, string text)
    {
        if (_open is { } before)
        {
            faults.Add(no, "Nacha_BatchNotClosed", $"line{no}:batch_not_closed", before.No);
        }

        (_open, _entry) = ((no, text, new()), null);
    }

    public void Entry(long no, string text)
    {
        if (_open is null) { faults.Add(no, "Nacha_EntryOutside", $"line{no}:entry_outside_batch"); }

        var code = (int)faults.Number(no, text, 2, 3);
        var bank = faults.Number(no, text, 4, 11);
        var cents = IsAdvice ? faults.Number(no, text, 28, 39) : faults.Number(no, text, 30, 39);
        CheckDigit(no, text);
        var isDebit = NachaRecord.IsDebit(code);
        whole.Entry(bank, isDebit, cents);
        _open?.Tally.Entry(bank, isDebit, cents);
        _entry = (text, isDebit, cents);
    }

    public NachaEntry? Addenda(long no, string text)
    {
        whole.OneAddenda();
        _open?.Tally.OneAddenda();
        if (_entry is not { } entry)
        {
            faults.Add(no, "Nacha_AddendaAlone", $"line{no}:addenda_without_entry");
            return null;
        }

        var type = text.At(2, 3);
        if (type is not (ReturnAddenda or ChangeAddenda)) { return null; }

        var code = text.At(4, 6);
        if (News(type, code) is not { } news)
        {
            faults.Add(no, "Nacha_NoCode", $"line{no}:no_code {code}", code);
            return null;
        }

        // Of an international entry the account stands where others have number and name, which are in its addenda.
        var isAbroad = _open?.Header.At(51, 53) == Abroad;
        var account = (isAbroad ? entry.Text.At(40, 74) : entry.Text.At(13, 29)).Trim();
        return new(no, news, code, text.At(7, 21).Trim(), new Usd(entry.Cents), entry.IsDebit,
            isAbroad ? "" : entry.Text.At(55, 76).Trim(), isAbroad ? "" : entry.Text.At(40, 54).Trim(),
            account[Math.Max(0, account.Length - 4)..], type == ChangeAddenda ? text.At(36, 64).Trim() : "");
    }

    public void Close(long no, string text)
    {
        if (_open is not { } batch)
        {
            faults.Add(no, "Nacha_ControlOutside", $"line{no}:control_outside_batch");
            return;
        }

        var (tally, wide) = (batch.Tally, IsAdvice);
        Same(no, "Nacha_BatchEntries", "entry_addenda", faults.Number(no, text, 5, 10), tally.EntriesAndAddenda);
        Same(no, "Nacha_BatchHash", "hash", faults.Number(no, text, 11, 20), tally.Hash);
        faults.SameCents(no, "Nacha_BatchDebits", $"line{no}:batch_debit_cents",
            faults.Number(no, text, 21, wide ? 40 : 32), tally.DebitCents);
        faults.SameCents(no, "Nacha_BatchCredits", $"line{no}:batch_credit_cents",
            wide ? faults.Number(no, text, 41, 60) : faults.Number(no, text, 33, 44), tally.CreditCents);
        if (batch.Header.At(88, 94) != text.At(88, 94) || batch.Header.At(2, 4) != text.At(2, 4))
        {
            faults.Add(no, "Nacha_OtherBatch", $"line{no}:control_of_another_batch", batch.No);
        }

        (_open, _entry) = (null, null);
    }

    public void FileEnds(long no)
    {
        if (_open is { } before)
        {
            faults.Add(no, "Nacha_BatchNotClosed", $"line{no}:batch_not_closed", before.No);
            (_open, _entry) = (null, null);
        }
    }

    private static NachaNews? News(string type, string code)
    {
        if (code.Length != 3 || !char.IsAsciiDigit(code[1]) || !char.IsAsciiDigit(code[2])) { return null; }

        var isBetweenBanks = string.CompareOrdinal(code, 1, "61", 0, 2) >= 0;
        var isReturnAgain = isBetweenBanks && string.CompareOrdinal(code, 1, "77", 0, 2) <= 0;
        return (type, code[0]) switch
        {
            (ReturnAddenda, 'R') => isReturnAgain ? NachaNews.Dishonored : NachaNews.Return,
            (ChangeAddenda, 'C') => isBetweenBanks ? NachaNews.RefusedChange : NachaNews.Change,
            _ => null,
        };
    }

    private void CheckDigit(long no, string text)
    {
        var bank = text.At(4, 12);
        if (bank.Length != 9 || !bank.All(char.IsAsciiDigit)) { return; }

        var (told, right) = (bank[8] - '0', NachaRecord.CheckDigit(bank));
        if (told != right)
        {
            faults.Add(no, "Nacha_CheckDigit", $"line{no}:check_digit {told} should be {right}", told, right, bank);
        }
    }

    private void Same(long no, string key, string problem, long told, long counted) =>
        faults.Same(no, key, $"line{no}:batch_{problem}", told, counted);
}
