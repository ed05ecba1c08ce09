using Analytics.Machine.Files;

namespace Analytics.Engines.Sandbox;

/// <summary>How much a folder holds while others write into it.</summary>
internal static class ScratchSize
{
    /// <summary>What the system takes for a file, however small: without it, empty ones would be free.</summary>
    private const long BlockBytes = 4096;

    private static readonly WalkLimits Everything = new() { MaxDepth = 32, MaxNames = 1_000_000, Hidden = true, Folders = true };

    /// <summary>Bytes; all that there can be where a child makes more names or deeper folders than any task needs.</summary>
    public static long Of(string folder)
    {
        long bytes = 0;
        foreach (var name in new FolderWalk(folder, Everything).Names())
        {
            if (name is { Refusal: not null, IsFolder: true })
            {
                return long.MaxValue;
            }

            bytes += Math.Max(name.Size, BlockBytes);
        }

        return bytes;
    }
}
