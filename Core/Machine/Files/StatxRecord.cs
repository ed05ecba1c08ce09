using System.Runtime.InteropServices;

namespace Analytics.Machine.Files;

/// <summary>The fields of statx(2)'s record that are read.</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal struct StatxRecord
{
    /// <summary>Which of the fields the file system filled in.</summary>
    [FieldOffset(0)]
    public uint Mask;

    [FieldOffset(28)]
    public ushort Mode;

    [FieldOffset(32)]
    public ulong Inode;

    [FieldOffset(40)]
    public ulong Size;

    [FieldOffset(80)]
    public long MadeSeconds;

    [FieldOffset(88)]
    public uint MadeNanoseconds;

    [FieldOffset(112)]
    public long ModifiedSeconds;

    [FieldOffset(120)]
    public uint ModifiedNanoseconds;
}
