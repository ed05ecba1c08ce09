namespace Analytics.Results;

/// <summary>Why a question to the results was not answered, for the person who asked.</summary>
/// <param name="Code">Stable: <c>results.unknownTable</c>, <c>results.unknownColumn</c>, <c>results.badValue</c>, <c>query.refused</c>, …</param>
/// <param name="Message">What is wrong, and where.</param>
/// <param name="Advice">What to do next.</param>
public sealed record ResultFault(string Code, string Message, string Advice)
{
    /// <summary>What of the question is at fault: <c>columns</c>, <c>filter</c>, <c>sort</c>, or the name of a chart's filter; null where it is none of it.</summary>
    public string? Parameter { get; init; }
}
