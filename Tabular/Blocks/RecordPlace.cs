using System.Runtime.InteropServices;

namespace Analytics.Tabular.Blocks;

/// <summary>Where a good row's record stands in its block.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct RecordPlace(long Number, int Start, int Length);
