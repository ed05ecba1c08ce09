using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace Analytics.Core.Catalogue.Yaml;

/// <summary>A file's one mapping, with the places of its keys.</summary>
internal static class YamlDocument
{
    /// <summary>No contract is that long; a longer file is not read.</summary>
    public const int MaxCharacters = 1_000_000;

    /// <summary>Lists and mappings within each other; our deepest key needs six.</summary>
    private const int MaxDepth = 20;

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
            if (!IsPlain(text, faults))
            {
                return null;
            }

            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            if (stream.Documents is [{ RootNode: YamlMappingNode root }])
            {
                return new YamlMap(root, "", faults);
            }

            faults.Add(1, "", "The file must hold one mapping of keys to values.");
        }
        catch (YamlException fault)
        {
            faults.Add(fault.Start.Line, "", $"This is not YAML: {fault.Message}");
        }

        return null;
    }

    /// <summary>Aliases could make a small file large, and nesting could exhaust the stack: neither is needed here.</summary>
    private static bool IsPlain(string text, FaultList faults)
    {
        var parser = new Parser(new StringReader(text));
        var depth = 0;
        while (parser.MoveNext())
        {
            switch (parser.Current)
            {
                case AnchorAlias alias:
                    faults.Add(alias.Start.Line, "", "Aliases (*name) are not supported; write the value out.");
                    return false;
                case MappingStart or SequenceStart when ++depth > MaxDepth:
                    faults.Add(parser.Current.Start.Line, "", "Lists and mappings are nested too deeply.");
                    return false;
                case MappingEnd or SequenceEnd:
                    depth--;
                    break;
            }
        }

        return true;
    }
}
