using System.Text;
using Analytics.Machine.Files;

namespace Analytics.Catalogue.Yaml;

/// <summary>Reads a file of the catalogue; what hinders is a fault of that file and leaves the others alone.</summary>
internal static class CatalogueText
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The text, or null and a fault.</summary>
    public static async Task<string?> ReadAsync(string path, FaultList faults, CancellationToken cancellationToken)
    {
        try
        {
            return await PlainFile.ReadTextAsync(path, YamlDocument.MaxBytes, Strict, cancellationToken);
        }
        catch (DecoderFallbackException)
        {
            faults.Add(1, "", "The file is not UTF-8; save it in that encoding.");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            faults.Add(1, "", $"The file could not be read: {fault.Message}");
        }

        return null;
    }
}
