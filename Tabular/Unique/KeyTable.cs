namespace Analytics.Tabular.Unique;

/// <summary>Keys in memory: open addressing, grown by doubling up to a limit.</summary>
internal sealed class KeyTable(KeyHash hash, int maxSlots)
{
    private UInt128[] _slots = new UInt128[Math.Min(1024, maxSlots)];

    public int Count { get; private set; }

    /// <summary>
    /// Whether no key may be added any more: the table has its largest size and is three quarters full.
    /// </summary>
    public bool IsFull => _slots.Length >= maxSlots && IsCrowded;

    private bool IsCrowded => Count >= _slots.Length / 4 * 3;

    public bool Contains(UInt128 key) => _slots[PlaceOf(key)] == key;

    /// <summary>Adds a key; false where it is known.</summary>
    public bool TryAdd(UInt128 key)
    {
        var place = PlaceOf(key);
        if (_slots[place] == key)
        {
            return false;
        }

        if (IsCrowded)
        {
            Grow();
            place = PlaceOf(key);
        }

        _slots[place] = key;
        Count++;
        return true;
    }

    /// <summary>
    /// All keys in ascending order, sorted where they lie; good until the table is cleared, which must come next.
    /// </summary>
    public ReadOnlySpan<UInt128> Sort()
    {
        Array.Sort(_slots);
        return _slots.AsSpan(_slots.Length - Count);
    }

    public void Clear()
    {
        Array.Clear(_slots);
        Count = 0;
    }

    private int PlaceOf(UInt128 key)
    {
        var mask = _slots.Length - 1;
        var place = (int)hash.Of(key) & mask;
        while (_slots[place] != UInt128.Zero && _slots[place] != key)
        {
            place = (place + 1) & mask;
        }

        return place;
    }

    private void Grow()
    {
        var old = _slots;
        _slots = new UInt128[old.Length * 2];
        foreach (var key in old)
        {
            if (key != UInt128.Zero)
            {
                _slots[PlaceOf(key)] = key;
            }
        }
    }
}
