using System.Collections.Concurrent;

namespace Analytics.Results.Queries;

/// <summary>
/// The tables that queries read, so that asking whether a chart has changed need not plan its query. They follow from the text alone but
/// for views that somebody makes anew, hence the time after which they are found out again.
/// </summary>
internal sealed class TablesOfQueries(TimeProvider time)
{
    private const int Most = 10_000;
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<string, (IReadOnlyList<string> Tables, long At)> _known = new(StringComparer.Ordinal);

    public IReadOnlyList<string>? Find(string sql) =>
        _known.TryGetValue(sql, out var found) && time.GetElapsedTime(found.At) < Lifetime ? found.Tables : null;

    public void Keep(string sql, IReadOnlyList<string> tables)
    {
        if (_known.Count >= Most)
        {
            _known.Clear();
        }

        _known[sql] = (tables, time.GetTimestamp());
    }
}
