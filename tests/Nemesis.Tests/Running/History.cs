using System.Diagnostics;
using System.Globalization;

namespace Analytics.Nemesis.Tests.Running;

/// <summary>What was asked for, what was acknowledged and what struck, in its order; in a file from the first line on.</summary>
internal sealed class History(string path) : IDisposable
{
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly Lock _lock = new();
    private readonly StreamWriter _file = new(path) { AutoFlush = true };

    public string Path => path;

    public void Add(string line)
    {
        lock (_lock)
        {
            _file.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{_watch.Elapsed.TotalSeconds,8:F2} {line}"));
        }
    }

    public void Dispose() => _file.Dispose();
}
