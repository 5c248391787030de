namespace Portal.Core.Common;

/// <summary>What an act answers: it is done, or the business says no. Anything else is a bug and throws.</summary>
public abstract record Outcome<T>
{
    private Outcome()
    {
    }

    public static implicit operator Outcome<T>(T value) => new Done(value);

    public static implicit operator Outcome<T>(Refusal refusal) => new Refused(refusal);

    /// <summary>The act was carried out (now, or by an earlier call with the same operation id).</summary>
    public sealed record Done(T Value) : Outcome<T>;

    /// <summary>Nothing was changed.</summary>
    public sealed record Refused(Refusal Refusal) : Outcome<T>;
}
