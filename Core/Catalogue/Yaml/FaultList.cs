using System.Text.RegularExpressions;

namespace Analytics.Catalogue.Yaml;

/// <summary>Gathers the faults of one file, and which keys its readers know.</summary>
public sealed partial class FaultList(string file)
{
    /// <summary>Enough to show what is wrong; a file with more is wrong as a whole.</summary>
    private const int Most = 100;

    private readonly List<CatalogueFault> _faults = [];
    private readonly Dictionary<string, bool> _keys = new(StringComparer.Ordinal);

    public IReadOnlyList<CatalogueFault> All => [.. _faults.OrderBy(fault => fault.Line)];

    public bool Any => _faults.Count > 0;

    /// <summary>Keys that a reader asked for and that the file has nowhere: <c>fields.constraints.minimum</c>.</summary>
    public IEnumerable<string> KeysNotUsed => _keys.Where(key => !key.Value).Select(key => key.Key);

    public void Asked(string path, bool isThere)
    {
        var key = Index().Replace(path, "");
        _keys[key] = isThere || _keys.GetValueOrDefault(key);
    }

    public void Add(long line, string key, string message)
    {
        if (_faults.Count < Most)
        {
            _faults.Add(new CatalogueFault(file, line, key, message));
        }
    }

    [GeneratedRegex(@"\[\d+\]", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Index();
}
