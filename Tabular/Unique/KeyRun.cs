using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Analytics.Tabular.Unique;

/// <summary>
/// Keys on disk in ascending order; the first of every page is in memory, so that a look-up reads one page.
/// </summary>
internal sealed class KeyRun : IDisposable
{
    private const int KeysOfPage = 256;
    private const int KeyBytes = 16;

    private readonly SafeFileHandle _file;
    private readonly List<UInt128> _firstOfPages = [];
    private readonly UInt128[] _page = new UInt128[KeysOfPage];
    private long _count;
    private int _pending;

    public KeyRun(string folder) => _file = File.OpenHandle(
        Path.Combine(folder, $"{Guid.NewGuid():N}.keys"),
        FileMode.CreateNew,
        FileAccess.ReadWrite,
        FileShare.Read | FileShare.Delete,
        FileOptions.DeleteOnClose);

    /// <summary>Appends a key, larger than those before.</summary>
    public void Append(UInt128 key)
    {
        _page[_pending++] = key;
        if (_pending == KeysOfPage)
        {
            EndPage();
        }
    }

    /// <summary>Ends the writing; look-ups may begin.</summary>
    public void Complete() => EndPage();

    public bool Contains(UInt128 key)
    {
        var page = _firstOfPages.BinarySearch(key);
        if (page >= 0)
        {
            return true;
        }

        page = ~page - 1;
        return page >= 0 && Load(page) is var keys && keys.BinarySearch(key) >= 0;
    }

    /// <summary>All keys, ascending.</summary>
    public IEnumerable<UInt128> Read()
    {
        var page = new UInt128[KeysOfPage];
        for (var i = 0; i < _firstOfPages.Count; i++)
        {
            var keys = Load(i, page);
            for (var k = 0; k < keys; k++)
            {
                yield return page[k];
            }
        }
    }

    public void Dispose() => _file.Dispose();

    private ReadOnlySpan<UInt128> Load(int page) => _page.AsSpan(0, Load(page, _page));

    private int Load(int page, UInt128[] keys)
    {
        var first = (long)page * KeysOfPage;
        var count = (int)Math.Min(KeysOfPage, _count - first);
        var bytes = MemoryMarshal.AsBytes(keys.AsSpan(0, count));
        for (var read = 0; read < bytes.Length;)
        {
            var more = RandomAccess.Read(_file, bytes[read..], (first * KeyBytes) + read);
            read += more > 0 ? more : throw new EndOfStreamException("The keys of a unique column were cut off on disk.");
        }

        return count;
    }

    private void EndPage()
    {
        if (_pending == 0)
        {
            return;
        }

        _firstOfPages.Add(_page[0]);
        RandomAccess.Write(_file, MemoryMarshal.AsBytes(_page.AsSpan(0, _pending)), _count * KeyBytes);
        _count += _pending;
        _pending = 0;
    }
}
