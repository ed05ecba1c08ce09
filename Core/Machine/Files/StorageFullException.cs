namespace Analytics.Machine.Files;

/// <summary>There was no space left for a write; nothing of it remains, and it succeeds once there is space again.</summary>
public sealed class StorageFullException(string what, Exception inner)
    : IOException($"No space left to write {what}. Nothing of it was kept. Free space or raise the quota; the write is retried.", inner)
{
    private const int NoSpace = 28;      // ENOSPC
    private const int FileTooBig = 27;   // EFBIG: the process's limit of a file's size
    private const int QuotaLinux = 122;  // EDQUOT
    private const int QuotaMac = 69;
    private const int WindowsDiskFull = unchecked((int)0x80070070);
    private const int WindowsHandleDiskFull = unchecked((int)0x80070027);

    /// <summary>Whether a fault of the file system means that there is no space left.</summary>
    public static bool IsCauseOf(Exception fault) =>
        fault is StorageFullException
        || (fault is IOException && IsCode(fault.HResult))
        || (fault.Source == "ParquetSharp" && Codes.Any(code => fault.Message.Contains($"[errno {code}]", StringComparison.Ordinal)))
        || (fault.InnerException is { } inner && IsCauseOf(inner));

    // The Parquet library tells the system's error in its text alone.
    private static int[] Codes => [NoSpace, FileTooBig, OperatingSystem.IsMacOS() ? QuotaMac : QuotaLinux];

    private static bool IsCode(int code) =>
        OperatingSystem.IsWindows() ? code is WindowsDiskFull or WindowsHandleDiskFull : Codes.Contains(code);
}
