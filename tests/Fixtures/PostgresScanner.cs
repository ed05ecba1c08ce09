using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace Analytics.Fixtures;

/// <summary>PostgreSQL's own scanner, of npm's package <c>libpg-query</c>, which the build installs beside its script.</summary>
public static class PostgresScanner
{
    private static string Folder => Repository.PathOf("tests", "PostgresScanner");

    /// <summary>Why it cannot be asked; null where it can.</summary>
    public static string? Missing => Directory.Exists(Path.Combine(Folder, "node_modules", "libpg-query"))
        ? null
        : $"npm's package libpg-query is not installed: run 'npm ci --ignore-scripts' in {Folder}.";

    /// <summary>The tokens of each text, places being those of characters; null for a text that PostgreSQL cannot scan.</summary>
    public static async Task<IReadOnlyList<IReadOnlyList<PostgresToken>?>> ScanAsync(
        IReadOnlyList<string> texts, CancellationToken cancellationToken)
    {
        var command = new ProcessStartInfo("node", [Path.Combine(Folder, "scan.mjs")])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            StandardOutputEncoding = Encoding.UTF8,
            UseShellExecute = false,
        };
        using var node = Process.Start(command) ?? throw new InvalidOperationException("node did not start.");
        var answer = node.StandardOutput.ReadToEndAsync(cancellationToken);
        await JsonSerializer.SerializeAsync(node.StandardInput.BaseStream, texts, cancellationToken: cancellationToken);
        node.StandardInput.Close();
        var scanned = JsonSerializer.Deserialize<JsonElement[][]?[]>(await answer) ?? [];
        await node.WaitForExitAsync(cancellationToken);
        return [.. scanned.Zip(texts, (tokens, text) => tokens is null ? null : Read(tokens, Encoding.UTF8.GetBytes(text)))];
    }

    private static IReadOnlyList<PostgresToken> Read(JsonElement[][] tokens, byte[] text) =>
    [
        .. tokens.Select(token => new PostgresToken(
            token[0].GetString() ?? "",
            Encoding.UTF8.GetCharCount(text, 0, token[1].GetInt32()),
            Encoding.UTF8.GetCharCount(text, 0, token[2].GetInt32()))),
    ];
}
