using System.Text;

namespace Analytics.LocalEmr.Protocol;

/// <summary>Lists in pages: a marker names the last item of the page before, so items that are added meanwhile shift nothing.</summary>
internal static class Pages
{
    public const int Size = 50;

    /// <summary>The page after the marker, and the marker of the next page where there is one.</summary>
    public static (IReadOnlyList<T> Items, string? Marker) Of<T>(
        string kind, IEnumerable<T> items, Func<T, string> id, string? marker, int size = Size, Func<T, bool>? isWanted = null)
    {
        var rest = items;
        if (marker is not null)
        {
            var last = Decode(kind, marker);
            rest = items.SkipWhile(item => id(item) != last).Skip(1);
        }

        // Filtered behind the marker: its own item may have left the states that are asked for.
        var page = rest.Where(item => isWanted?.Invoke(item) ?? true).Take(size + 1).ToList();
        if (page.Count <= size)
        {
            return (page, null);
        }

        page.RemoveAt(size);
        return (page, Encode(kind, id(page[^1])));
    }

    private static string Encode(string kind, string id) => Convert.ToBase64String(Encoding.UTF8.GetBytes($"{kind}:{id}"));

    private static string Decode(string kind, string marker)
    {
        var bytes = new byte[marker.Length];
        var text = Convert.TryFromBase64String(marker, bytes, out var length) ? Encoding.UTF8.GetString(bytes, 0, length) : "";
        return text.StartsWith(kind + ":", StringComparison.Ordinal)
            ? text[(kind.Length + 1)..]
            : throw ApiException.Invalid($"Marker '{marker}' is not valid.");
    }
}
