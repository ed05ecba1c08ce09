namespace Analytics.Containers.Tests;

/// <summary>
/// Whether containers can be had, told by where their runtime is to be reached; asking one that does not answer would take seconds.
/// </summary>
internal static class ContainerRuntime
{
    private static readonly string[] Sockets =
    [
        "/var/run/docker.sock",
        Path.Combine(Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR") ?? "/run/user/0", "docker.sock"),
        Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".docker/run/docker.sock"),
        Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".docker/desktop/docker.sock"),
        @"\\.\pipe\docker_engine",
    ];

    /// <summary>Skips the test, saying why, where no runtime is.</summary>
    public static void Require() => Assert.SkipUnless(
        !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("DOCKER_HOST")) || Array.Exists(Sockets, File.Exists),
        "No container runtime is here: DOCKER_HOST is not set, and there is no socket of Docker.");
}
