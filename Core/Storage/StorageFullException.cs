namespace Analytics.Core.Storage;

/// <summary>There was no space left for a write; nothing of it remains, and it succeeds once there is space again.</summary>
public sealed class StorageFullException(string what, Exception inner)
    : IOException($"No space left to write {what}. Nothing of it was kept. Free space or raise the quota; the write is tried again.", inner)
{
    private const int NoSpace = 28;      // ENOSPC
    private const int FileTooBig = 27;   // EFBIG: the process's limit of a file's size
    private const int QuotaLinux = 122;  // EDQUOT
    private const int QuotaMac = 69;
    private const int WindowsDiskFull = unchecked((int)0x80070070);
    private const int WindowsHandleDiskFull = unchecked((int)0x80070027);

    /// <summary>Whether a fault of the file system means that there is no space left.</summary>
    public static bool IsCauseOf(Exception fault) => fault is StorageFullException || (fault is IOException && (OperatingSystem.IsWindows()
        ? fault.HResult is WindowsDiskFull or WindowsHandleDiskFull
        : fault.HResult is NoSpace or FileTooBig || fault.HResult == (OperatingSystem.IsMacOS() ? QuotaMac : QuotaLinux)));
}
