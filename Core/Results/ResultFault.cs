namespace Analytics.Core.Results;

/// <summary>Why a question to the results was not answered, for the person who asked.</summary>
/// <param name="Code">Stable: <c>results.unknownTable</c>, <c>results.unknownColumn</c>, <c>results.badValue</c>, <c>query.refused</c>, …</param>
/// <param name="Message">What is wrong, and where.</param>
/// <param name="Advice">What to do next.</param>
public sealed record ResultFault(string Code, string Message, string Advice);
