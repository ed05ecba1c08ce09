using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Analytics.Catalogue.Yaml;

/// <summary>
/// A file's YAML events within bounds: no aliases, which could make a small file large, and no nesting that could exhaust the stack.
/// A key that stands twice in a mapping is reported and left out with its value, so that the rest of the file is still checked.
/// </summary>
internal sealed class PlainEvents : IParser
{
    /// <summary>Lists and mappings within each other; our deepest key needs six.</summary>
    private const int MaxDepth = 20;

    private readonly Queue<ParsingEvent> _kept = new();
    private readonly Parser _parser;
    private readonly FaultList _faults;

    private PlainEvents(string text, FaultList faults)
    {
        _parser = new Parser(new StringReader(text));
        _faults = faults;
    }

    public ParsingEvent? Current { get; private set; }

    /// <summary>The events; null and a fault where the file holds what is not allowed.</summary>
    /// <exception cref="YamlException">The text is not YAML.</exception>
    public static PlainEvents? Read(string text, FaultList faults)
    {
        var events = new PlainEvents(text, faults);
        while (events.Advance())
        {
            if (!events.TakeNode("", isKept: true, depth: 0))
            {
                return null;
            }
        }

        return events;
    }

    public bool MoveNext()
    {
        Current = _kept.TryDequeue(out var next) ? next : null;
        return Current is not null;
    }

    /// <summary>Takes the event that the parser stands on and, where it begins a list or a mapping, all up to that one's end.</summary>
    private bool TakeNode(string path, bool isKept, int depth)
    {
        if (_parser.Current is AnchorAlias alias)
        {
            _faults.Add(alias.Start.Line, path, "Aliases (*name) are not supported; write the value out.");
            return false;
        }

        if (_parser.Current is not (MappingStart or SequenceStart))
        {
            Keep(isKept);
            return true;
        }

        if (depth == MaxDepth)
        {
            _faults.Add(_parser.Current.Start.Line, "", "Lists and mappings are nested too deeply.");
            return false;
        }

        var isMapping = _parser.Current is MappingStart;
        Keep(isKept);
        return (isMapping ? TakeEntries(path, isKept, depth + 1) : TakeItems(path, isKept, depth + 1)) && Keep(isKept);
    }

    private bool TakeItems(string path, bool isKept, int depth)
    {
        for (var i = 0; Advance() && _parser.Current is not SequenceEnd; i++)
        {
            if (!TakeNode($"{path}[{i}]", isKept, depth))
            {
                return false;
            }
        }

        return true;
    }

    private bool TakeEntries(string path, bool isKept, int depth)
    {
        var lines = new Dictionary<string, long>(StringComparer.Ordinal);
        while (Advance() && _parser.Current is not MappingEnd)
        {
            var (isNew, valuePath) = (true, path);
            if (_parser.Current is Scalar key)
            {
                valuePath = path.Length == 0 ? key.Value : $"{path}.{key.Value}";
                isNew = lines.TryAdd(key.Value, key.Start.Line);
                if (!isNew)
                {
                    _faults.Add(key.Start.Line, valuePath, $"is already set in line {lines[key.Value]}.");
                }
            }

            if (!TakeNode(path, isKept && isNew, depth) || !Advance() || !TakeNode(valuePath, isKept && isNew, depth))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The library's scanner answers some texts that are not YAML with faults of its own workings.</summary>
    private bool Advance()
    {
        try
        {
            return _parser.MoveNext();
        }
        catch (Exception fault) when (fault is InvalidOperationException or ArgumentException or OverflowException or FormatException)
        {
            var place = _parser.Current?.End ?? Mark.Empty;
            throw new YamlException(place, place, "what follows cannot be read.", fault);
        }
    }

    private bool Keep(bool isKept)
    {
        if (isKept && _parser.Current is { } current)
        {
            _kept.Enqueue(current);
        }

        return true;
    }
}
