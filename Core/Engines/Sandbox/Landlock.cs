using System.ComponentModel;
using System.Runtime.InteropServices;

using Analytics.Machine;

namespace Analytics.Engines.Sandbox;

/// <summary>
/// Linux' Landlock: from the call on, this thread and the programs that it becomes reach only the files that were named, no TCP port,
/// and no process outside. There is no way back. Where the kernel knows less of it, the rest holds.
/// </summary>
public static class Landlock
{
    private const long CreateRuleset = 444;
    private const long AddRule = 445;
    private const long RestrictSelf = 446;
    private const uint AskVersion = 1;
    private const int PathBeneath = 1;
    private const int NoNewPrivileges = 38;
    private const int PathOnly = 0x200000 | 0x80000;

    private const ulong Execute = 1 << 0;
    private const ulong WriteFile = 1 << 1;
    private const ulong ReadFile = 1 << 2;
    private const ulong ReadFolder = 1 << 3;
    private const ulong RemoveFolder = 1 << 4;
    private const ulong RemoveFile = 1 << 5;
    private const ulong MakeFolder = 1 << 7;
    private const ulong MakeFile = 1 << 8;
    private const ulong MoveBetweenFolders = 1 << 13;
    private const ulong Truncate = 1 << 14;

    /// <summary>What a rule on something that is no folder may allow.</summary>
    private const ulong OfFiles = Execute | WriteFile | ReadFile | Truncate;

    private const ulong TcpBindAndConnect = 0b11;
    private const ulong SocketsAndSignals = 0b11;

    /// <summary>The kernel's version of it; 0 where it has none, or this process may not use it.</summary>
    public static int Version { get; } = OperatingSystem.IsLinux() ? (int)Math.Max(0, Create(0, 0, AskVersion)) : 0;

    /// <summary>Puts up the walls around this thread. What a rule names and is not there is passed over.</summary>
    /// <exception cref="Win32Exception">The kernel refuses.</exception>
    public static unsafe void Enter(IEnumerable<WallRule> rules)
    {
        // The rights of versions 1, 2, 3 and 5.
        var handled = Version switch { >= 5 => (1UL << 16) - 1, >= 3 => (1UL << 15) - 1, 2 => (1UL << 14) - 1, _ => (1UL << 13) - 1 };
        var ruleset = new Ruleset
        {
            Files = handled,
            Network = Version >= 4 ? TcpBindAndConnect : 0,
            Scoped = Version >= 6 ? SocketsAndSignals : 0,
        };
        var size = Version switch { >= 6 => 24, >= 4 => 16, _ => 8 };
        var descriptor = (int)Checked(Create((nint)(&ruleset), size, 0));
        foreach (var (rights, path) in rules)
        {
            Add(descriptor, path, RightsOf(rights) & handled);
        }

        Checked(Libc.Control(NoNewPrivileges, 1, 0, 0, 0));
        Checked(Libc.Call(RestrictSelf, descriptor, 0, 0, 0));
        _ = Libc.Close(descriptor);
    }

    private static ulong RightsOf(WallRights rights) => rights switch
    {
        WallRights.Read => ReadFile | ReadFolder,
        WallRights.Run => ReadFile | ReadFolder | Execute,
        // Neither links nor pipes: nobody who reads the folder meets any.
        _ => ReadFile | ReadFolder | WriteFile | Truncate | MakeFile | MakeFolder | RemoveFile | RemoveFolder | MoveBetweenFolders,
    };

    private static unsafe void Add(int ruleset, string path, ulong rights)
    {
        var descriptor = Libc.Open(path, PathOnly);
        if (descriptor < 0)
        {
            return;
        }

        try
        {
            var rule = new Beneath { Rights = Directory.Exists(path) ? rights : rights & OfFiles, Descriptor = descriptor };
            Checked(Libc.Call(AddRule, ruleset, PathBeneath, (nint)(&rule), 0));
        }
        finally
        {
            _ = Libc.Close(descriptor);
        }
    }

    private static long Create(nint ruleset, nint size, uint flags) => Libc.Call(CreateRuleset, ruleset, size, (nint)flags, 0);

    private static long Checked(long result) => result >= 0 ? result : throw new Win32Exception(Marshal.GetLastPInvokeError());

    private struct Ruleset
    {
        public ulong Files;
        public ulong Network;
        public ulong Scoped;
    }

    [StructLayout(LayoutKind.Sequential, Pack = 1)]
    private struct Beneath
    {
        public ulong Rights;
        public int Descriptor;
    }
}
