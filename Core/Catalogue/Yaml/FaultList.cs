namespace Analytics.Core.Catalogue.Yaml;

/// <summary>Gathers the faults of one file.</summary>
internal sealed class FaultList(string file)
{
    /// <summary>Enough to show what is wrong; a file with more is wrong as a whole.</summary>
    private const int Most = 100;

    private readonly List<CatalogueFault> _faults = [];

    public IReadOnlyList<CatalogueFault> All => [.. _faults.OrderBy(fault => fault.Line)];

    public bool Any => _faults.Count > 0;

    public void Add(long line, string key, string message)
    {
        if (_faults.Count < Most)
        {
            _faults.Add(new CatalogueFault(file, line, key, message));
        }
    }
}
