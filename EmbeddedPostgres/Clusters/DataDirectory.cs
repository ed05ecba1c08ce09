using System.Security.Cryptography;

namespace Analytics.EmbeddedPostgres.Clusters;

/// <summary>
/// What lies in the data directory: <c>cluster/</c>, <c>password</c>, <c>owner.lock</c>, and <c>initializing</c>
/// while the cluster is made. The lock is the kernel's, so that it ends with its owner however that dies.
/// </summary>
internal sealed class DataDirectory : IDisposable
{
    private readonly FileStream _lock;

    private DataDirectory(string path, FileStream ownerLock)
    {
        Root = path;
        _lock = ownerLock;
    }

    public string Root { get; }

    public string Cluster => Path.Combine(Root, "cluster");

    public string PasswordFile => Path.Combine(Root, "password");

    /// <summary>Present from before initdb until after it: a cluster beside it is half made.</summary>
    public string Initializing => Path.Combine(Root, "initializing");

    /// <summary>
    /// Names the server's directory for sockets, which lies elsewhere because its path must be short.
    /// </summary>
    public string RunRecord => Path.Combine(Root, "run");

    public string PidFile => Path.Combine(Cluster, "postmaster.pid");

    /// <summary>The major version of the cluster, or null where there is none yet.</summary>
    public int? ClusterMajorVersion =>
        File.Exists(Initializing) || !File.Exists(VersionFile) ? null : int.Parse(File.ReadAllText(VersionFile).Trim());

    private string VersionFile => Path.Combine(Cluster, "PG_VERSION");

    public static DataDirectory Open(string path)
    {
        var root = Path.GetFullPath(path);
        CreatePrivate(root);
        try
        {
            var ownerLock = new FileStream(
                Path.Combine(root, "owner.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            return new DataDirectory(root, ownerLock);
        }
        catch (IOException exception)
        {
            throw new EmbeddedPostgresException(
                $"The data directory '{root}' is in use by another process. Stop that one, or choose another data directory.", exception);
        }
    }

    public static void CreatePrivate(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    public static async Task WritePrivateAsync(string path, string content, CancellationToken cancellationToken)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        await using var writer = new StreamWriter(path, options);
        await writer.WriteAsync(content.AsMemory(), cancellationToken);
    }

    public async Task<string> ReadPasswordAsync(CancellationToken cancellationToken)
    {
        if (!File.Exists(PasswordFile))
        {
            throw new EmbeddedPostgresException(
                $"The password of the cluster in '{Cluster}' is gone: '{PasswordFile}' does not exist. Put the file back, or move the " +
                "data directory away to start with an empty one.");
        }

        return (await File.ReadAllTextAsync(PasswordFile, cancellationToken)).Trim();
    }

    /// <summary>Makes a new random password; none is ever the same in two data directories.</summary>
    public async Task<string> CreatePasswordAsync(CancellationToken cancellationToken)
    {
        var password = RandomNumberGenerator.GetHexString(40, lowercase: true);
        await WritePrivateAsync(PasswordFile, password, cancellationToken);
        return password;
    }

    public void Delete() => Directory.Delete(Root, recursive: true);

    public void Dispose() => _lock.Dispose();
}
