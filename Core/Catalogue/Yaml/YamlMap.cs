using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Analytics.Catalogue.Yaml;

/// <summary>
/// A mapping that is read key by key. Each reader says what it takes and gathers a fault where the value is something else;
/// <see cref="Close"/> reports the keys that nobody asked for.
/// </summary>
internal sealed class YamlMap
{
    private readonly Dictionary<string, (long Line, YamlNode Value)> _entries = new(StringComparer.Ordinal);
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly FaultList _faults;
    private readonly string _path;

    public YamlMap(YamlMappingNode node, string path, FaultList faults)
    {
        _faults = faults;
        _path = path;
        Line = node.Start.Line;
        foreach (var (key, value) in node.Children)
        {
            if (key is YamlScalarNode { Value: { } name })
            {
                _entries[name] = (key.Start.Line, value);
            }
            else
            {
                faults.Add(key.Start.Line, path, "A key must be a plain text.");
            }
        }
    }

    /// <summary>Where the mapping begins.</summary>
    public long Line { get; }

    public bool Has(string key)
    {
        Know(key);
        return _entries.ContainsKey(key);
    }

    /// <summary>The line of a key; for a path (<c>constraints.minimum</c>, <c>columns[0].column</c>) that of its last part.</summary>
    public long LineOf(string key)
    {
        var parts = key.Split('.', '[');
        if (!_entries.TryGetValue(parts[0], out var entry))
        {
            return Line;
        }

        var (line, node) = entry;
        foreach (var part in parts.Skip(1))
        {
            if (node is YamlSequenceNode list && int.TryParse(part.AsSpan().TrimEnd(']'), CultureInfo.InvariantCulture, out var at)
                && at < list.Children.Count)
            {
                (line, node) = (list.Children[at].Start.Line, list.Children[at]);
                continue;
            }

            if (node is not YamlMappingNode map || map.Children.FirstOrDefault(child => child.Key is YamlScalarNode { Value: { } name } && name == part)
                is not { Key: { } found, Value: { } value })
            {
                break;
            }

            (line, node) = (found.Start.Line, value);
        }

        return line;
    }

    public void Fault(string key, string message) => _faults.Add(LineOf(key), PathOf(key), message);

    public string? Text(string key, bool required = false)
    {
        if (Find(key, required) is not { } value)
        {
            return null;
        }

        if (value is YamlScalarNode { Value: { } text } scalar && (text.Length > 0 || scalar.Style != ScalarStyle.Plain))
        {
            return text;
        }

        Fault(key, "must be a text.");
        return null;
    }

    public bool? Flag(string key)
    {
        switch (Text(key))
        {
            case null:
                return null;
            case "true":
                return true;
            case "false":
                return false;
            case var text:
                Fault(key, $"must be true or false, not '{text}'.");
                return null;
        }
    }

    public int? Whole(string key, int minimum, int maximum)
    {
        if (Text(key) is not { } text)
        {
            return null;
        }

        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number >= minimum && number <= maximum)
        {
            return number;
        }

        Fault(key, $"must be a whole number from {minimum:N0} to {maximum:N0}, not '{text}'.");
        return null;
    }

    /// <summary>A share from 0 to 1, or a percentage such as <c>0.5%</c>.</summary>
    public double? Share(string key)
    {
        if (Text(key) is not { } text)
        {
            return null;
        }

        var isPercent = text.EndsWith('%');
        if (double.TryParse(isPercent ? text[..^1] : text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            && (isPercent ? number / 100 : number) is >= 0 and <= 1 and var share)
        {
            return share;
        }

        Fault(key, $"must be a share from 0 to 1 or a percentage, not '{text}'.");
        return null;
    }

    /// <summary>A time span such as <c>30s</c>, <c>15m</c>, <c>36h</c>, <c>90d</c>.</summary>
    public TimeSpan? Duration(string key, TimeSpan minimum, TimeSpan maximum)
    {
        if (Text(key) is not { } text)
        {
            return null;
        }

        if (Durations.TryParse(text, out var span) && span >= minimum && span <= maximum)
        {
            return span;
        }

        Fault(key, $"must be a time from {Durations.Show(minimum)} to {Durations.Show(maximum)}, such as 30s, 15m, 36h or 90d, not '{text}'.");
        return null;
    }

    /// <summary>One of several words.</summary>
    public T? Choice<T>(string key, IReadOnlyDictionary<string, T> choices, bool required = false)
        where T : struct
    {
        if (Text(key, required) is not { } text)
        {
            return null;
        }

        if (choices.TryGetValue(text, out var choice))
        {
            return choice;
        }

        Fault(key, $"must be {string.Join(", ", choices.Keys)}; '{text}' is none of them{Suggestions.For(text, choices.Keys)}.");
        return null;
    }

    /// <summary>A list of texts; a single text counts as a list of one.</summary>
    public IReadOnlyList<string>? Texts(string key, bool required = false)
    {
        switch (Find(key, required))
        {
            case null:
                return null;
            case YamlScalarNode { Value: { } single } scalar when single.Length > 0 || scalar.Style != ScalarStyle.Plain:
                return [single];
            case YamlSequenceNode list when list.Children.All(item => item is YamlScalarNode { Value: not null }):
                return [.. list.Children.Select(item => ((YamlScalarNode)item).Value ?? "")];
            default:
                Fault(key, "must be a list of texts.");
                return null;
        }
    }

    public YamlMap? Map(string key, bool required = false)
    {
        switch (Find(key, required))
        {
            case null:
                return null;
            case YamlMappingNode map:
                return new YamlMap(map, PathOf(key), _faults);
            default:
                Fault(key, "must be a mapping of keys to values.");
                return null;
        }
    }

    /// <summary>A list of mappings; what is not one is a fault and left out.</summary>
    public IReadOnlyList<YamlMap> Maps(string key, bool required = false)
    {
        switch (Find(key, required))
        {
            case null:
                return [];
            case YamlSequenceNode list:
                var maps = new List<YamlMap>();
                for (var i = 0; i < list.Children.Count; i++)
                {
                    var path = $"{PathOf(key)}[{i}]";
                    if (list.Children[i] is YamlMappingNode map)
                    {
                        maps.Add(new YamlMap(map, path, _faults));
                    }
                    else
                    {
                        _faults.Add(list.Children[i].Start.Line, path, "must be a mapping of keys to values.");
                    }
                }

                return maps;
            default:
                Fault(key, "must be a list.");
                return [];
        }
    }

    /// <summary>How many entries a list has; null where the value is no list.</summary>
    public int? Length(string key) =>
        _entries.TryGetValue(key, out var entry) && entry.Value is YamlSequenceNode list ? list.Children.Count : null;

    /// <summary>Reports the keys that no reader asked for.</summary>
    public void Close()
    {
        foreach (var (key, (line, _)) in _entries.Where(entry => !_known.Contains(entry.Key)))
        {
            _faults.Add(line, PathOf(key), $"is not a known key{Suggestions.For(key, _known)}.");
        }
    }

    private void Know(string key)
    {
        _known.Add(key);
        _faults.Asked(PathOf(key), _entries.ContainsKey(key));
    }

    private YamlNode? Find(string key, bool required)
    {
        Know(key);
        if (_entries.TryGetValue(key, out var entry))
        {
            return entry.Value;
        }

        if (required)
        {
            _faults.Add(Line, PathOf(key), "is missing.");
        }

        return null;
    }

    private string PathOf(string key) => _path.Length == 0 ? key : $"{_path}.{key}";
}
