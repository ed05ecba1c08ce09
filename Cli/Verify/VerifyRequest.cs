namespace Analytics.Cli.Verify;

/// <summary>What is compared.</summary>
/// <param name="Catalogue">The catalogue's folder.</param>
/// <param name="Data">A folder with a folder of raw files for each input.</param>
/// <param name="Parameters"><c>name=value</c> each.</param>
/// <param name="Bucket">Where files lie that both engines read; null for a folder of this machine.</param>
internal sealed record VerifyRequest(
    string Job, string Catalogue, IReadOnlyList<string> Engines, string Data, IReadOnlyList<string> Parameters, double Tolerance,
    string? Bucket);
