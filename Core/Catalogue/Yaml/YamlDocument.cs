using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Analytics.Catalogue.Yaml;

/// <summary>A file's one mapping, with the places of its keys.</summary>
internal static class YamlDocument
{
    /// <summary>No contract is that long; a longer file is not read.</summary>
    public const int MaxCharacters = 1_000_000;

    /// <summary>That many characters in UTF-8 at most.</summary>
    public const int MaxBytes = MaxCharacters * 4;

    /// <summary>The mapping, or null and a fault.</summary>
    public static YamlMap? Parse(string text, FaultList faults)
    {
        if (text.Length > MaxCharacters)
        {
            faults.Add(1, "", $"The file has {text.Length:N0} characters; at most {MaxCharacters:N0} are read.");
            return null;
        }

        try
        {
            if (PlainEvents.Read(text, faults) is not { } events)
            {
                return null;
            }

            var stream = new YamlStream();
            stream.Load(events);
            if (stream.Documents is [{ RootNode: YamlMappingNode root }])
            {
                return new YamlMap(root, "", faults);
            }

            faults.Add(1, "", "The file must hold one mapping of keys to values.");
        }
        catch (YamlException fault)
        {
            faults.Add(Math.Clamp(fault.Start.Line, 1, text.Count(letter => letter == '\n') + 1), "", $"This is not YAML: {fault.Message}");
        }
        catch (ArgumentException)
        {
            // The library says so of events that make no tree.
            faults.Add(1, "", "This is not YAML: its keys and values make no tree.");
        }

        return null;
    }
}
