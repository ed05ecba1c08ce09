using System.Diagnostics;
using System.Text;

namespace Analytics.EmbeddedEngine.Tasks;

/// <summary>Standard input: the task's line first, and then nothing until the owner is gone.</summary>
internal static class OwnerLine
{
    /// <summary>The first line; null when the input ends before it does.</summary>
    public static async Task<string?> ReadAsync(Stream input)
    {
        var buffer = new byte[64 * 1024];
        using var line = new MemoryStream();
        int read;
        while ((read = await input.ReadAsync(buffer)) > 0)
        {
            line.Write(buffer, 0, read);
            if (buffer[read - 1] == (byte)'\n')
            {
                return Encoding.UTF8.GetString(line.GetBuffer(), 0, (int)line.Length);
            }
        }

        return null;
    }

    /// <summary>Ends this process when the input does: also where the kernel has no parent-death signal.</summary>
    public static void DieWithOwner(Stream input) => new Thread(() =>
    {
        while (input.ReadByte() >= 0)
        {
        }

        using var self = Process.GetCurrentProcess();
        self.Kill();
    })
    { IsBackground = true, Name = "owner watch" }.Start();
}
