namespace Analytics.Emr;

/// <param name="Etag">Of the object that held it.</param>
/// <param name="Lines">How many lines it has.</param>
/// <param name="Tail">The last of them.</param>
internal sealed record EmrLogText(string Etag, long Lines, IReadOnlyList<string> Tail);
