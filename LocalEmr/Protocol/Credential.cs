namespace Analytics.LocalEmr.Protocol;

/// <summary>An Authorization header of Signature Version 4, taken apart.</summary>
/// <param name="Date">The day that the key is derived for, as <c>20260102</c>.</param>
/// <param name="SignedHeaders">As the header writes them, which is part of what is signed.</param>
internal sealed record Credential(string AccessKey, string Date, string Region, string SignedHeaders, string Signature)
{
    public string[] HeaderNames => SignedHeaders.Split(';');
}
