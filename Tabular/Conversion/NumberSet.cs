using System.Runtime.InteropServices;

namespace Analytics.Tabular.Conversion;

/// <summary>
/// Numbers from 0 on, in about two bytes each where they lie apart and in one bit each where they lie close: tens of millions of them
/// are to fit beside all else. Cheap to fill when they come roughly in order.
/// </summary>
internal sealed class NumberSet
{
    private const int BitsOfPart = 16;

    private readonly Dictionary<long, Part> _parts = [];

    public long Count { get; private set; }

    public bool Add(long number)
    {
        ref var part = ref CollectionsMarshal.GetValueRefOrAddDefault(_parts, number >> BitsOfPart, out _);
        var isNew = (part ??= new Part()).Add((ushort)number);
        Count += isNew ? 1 : 0;
        return isNew;
    }

    public bool Contains(long number) => _parts.TryGetValue(number >> BitsOfPart, out var part) && part.Contains((ushort)number);

    /// <summary>All numbers, ascending.</summary>
    public IEnumerable<long> Ascending() =>
        _parts.OrderBy(pair => pair.Key).SelectMany(pair => pair.Value.Ascending().Select(low => (pair.Key << BitsOfPart) | low));

    /// <summary>The numbers that share all but their lowest bits: a sorted list, or a bitmap once that is smaller.</summary>
    private sealed class Part
    {
        private const int MaxListed = 4096;
        private const int BitsOfWord = 64;

        private ushort[] _listed = new ushort[4];
        private int _count;
        private ulong[]? _bits;

        public bool Add(ushort low)
        {
            if (_bits is not null)
            {
                return AddBit(_bits, low);
            }

            var place = _count > 0 && _listed[_count - 1] < low ? ~_count : Array.BinarySearch(_listed, 0, _count, low);
            if (place >= 0)
            {
                return false;
            }

            if (_count == MaxListed)
            {
                _bits = ToBits();
                _listed = [];
                return AddBit(_bits, low);
            }

            if (_count == _listed.Length)
            {
                Array.Resize(ref _listed, _count * 2);
            }

            _listed.AsSpan(~place, _count - ~place).CopyTo(_listed.AsSpan(~place + 1));
            _listed[~place] = low;
            _count++;
            return true;
        }

        public bool Contains(ushort low) => _bits is not null
            ? (_bits[low / BitsOfWord] & (1UL << (low % BitsOfWord))) != 0
            : Array.BinarySearch(_listed, 0, _count, low) >= 0;

        public IEnumerable<ushort> Ascending() => _bits is null
            ? _listed.Take(_count)
            : Enumerable.Range(0, 1 << BitsOfPart).Select(low => (ushort)low).Where(Contains);

        private static bool AddBit(ulong[] bits, ushort low)
        {
            ref var word = ref bits[low / BitsOfWord];
            var before = word;
            word |= 1UL << (low % BitsOfWord);
            return word != before;
        }

        private ulong[] ToBits()
        {
            var bits = new ulong[(1 << BitsOfPart) / BitsOfWord];
            foreach (var low in _listed.AsSpan(0, _count))
            {
                AddBit(bits, low);
            }

            return bits;
        }
    }
}
