namespace Analytics.Core.Sandbox;

/// <summary>How much a folder holds while others write into it.</summary>
internal static class ScratchSize
{
    private static readonly EnumerationOptions Everything = new()
    {
        RecurseSubdirectories = true,
        AttributesToSkip = FileAttributes.ReparsePoint,
        IgnoreInaccessible = true,
    };

    public static long Of(string folder)
    {
        long bytes = 0;
        try
        {
            foreach (var file in new DirectoryInfo(folder).EnumerateFiles("*", Everything))
            {
                bytes += file.Length;
            }
        }
        catch (IOException)
        {
            // A file went away while it was looked at; the next look counts anew.
        }

        return bytes;
    }
}
