using System.Globalization;

namespace Analytics.Results;

/// <summary>An answer, or one row of an export, is larger than <c>Results:MaxAnswerBytes</c>; the rest of it was not read.</summary>
public sealed class AnswerTooLargeException(long most) : Exception(string.Create(
    CultureInfo.InvariantCulture, $"The answer is larger than {most / 1e6:N1} MB (Results:MaxAnswerBytes)."));
