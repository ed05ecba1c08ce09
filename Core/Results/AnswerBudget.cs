namespace Analytics.Results;

/// <summary>How much memory an answer may still take; asked before a value is read, by the length that the database tells.</summary>
internal sealed class AnswerBudget(long bytes)
{
    /// <summary>What a value takes beside its own bytes, and all that a NULL takes.</summary>
    private const int PerValue = 16;

    private long _left = bytes;

    public bool TryTake(long length) => TryTakeMore(length + PerValue);

    /// <summary>For a value that takes more than its length told.</summary>
    public bool TryTakeMore(long length)
    {
        _left -= length;
        return _left >= 0;
    }
}
