namespace Analytics.Bench.Harness;

/// <summary>One row of the table; a ratio has one or several, all from the same measurements.</summary>
/// <param name="Id">The promise's number, with a word where it has several rows: <c>P1</c>, <c>P1-size</c>.</param>
/// <param name="Title">What is compared.</param>
/// <param name="Unit">What the two figures are: <c>s</c>, <c>MB</c>, <c>items/s</c>.</param>
internal sealed record Figure(string Id, string Title, string Unit, Goal Goal);
