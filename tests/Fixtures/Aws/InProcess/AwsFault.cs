namespace Analytics.Fixtures.Aws.InProcess;

/// <summary>What befalls one request: it is refused, its answer is lost or harmed on the way, or nothing ever comes.</summary>
public sealed record AwsFault
{
    private AwsFault()
    {
    }

    public static AwsFault SlowDown { get; } = Refused(503, "SlowDown", "Please reduce your request rate.");

    public static AwsFault InternalError { get; } = Refused(500, "InternalError", "We encountered an internal error. Please try again.");

    /// <summary>Another conditional write of the same key was under way; nothing is said of how it ended.</summary>
    public static AwsFault ConditionalRequestConflict { get; } = Refused(
        409, "ConditionalRequestConflict", "The conditional request cannot succeed due to a conflicting operation against this resource.");

    public static AwsFault AccessDenied { get; } = Refused(403, "AccessDenied", "Access Denied");

    public static AwsFault ExpiredToken { get; } = Refused(400, "ExpiredToken", "The provided token has expired.");

    /// <summary>The request takes effect, then the connection is reset: a conditional write that is repeated is answered by 412.</summary>
    public static AwsFault LostAnswer { get; } = new() { Done = true };

    /// <summary>The request takes effect, and is answered by 500.</summary>
    public static AwsFault DoneButFailed { get; } = InternalError with { Done = true };

    /// <summary>Nothing is done, and nothing said until the client gives up.</summary>
    public static AwsFault Hang { get; } = new() { Hangs = true };

    internal int? Status { get; private init; }

    internal string Code { get; private init; } = "";

    internal string Message { get; private init; } = "";

    internal bool Done { get; private init; }

    internal bool Hangs { get; private init; }

    internal long? CutAfter { get; private init; }

    internal int? BytesPerSecond { get; private init; }

    internal long? FlippedByte { get; private init; }

    public static AwsFault Refused(int status, string code, string message) => new() { Status = status, Code = code, Message = message };

    /// <summary>The answer's body ends after so many bytes, and with it the connection.</summary>
    public static AwsFault Cut(long afterBytes) => new() { CutAfter = afterBytes };

    /// <summary>The answer's body trickles.</summary>
    public static AwsFault Bandwidth(int bytesPerSecond) => new() { BytesPerSecond = bytesPerSecond };

    /// <summary>A bit of this byte is turned over: of the body that arrives, or of the answer's where none does.</summary>
    public static AwsFault FlipBit(long atByte) => new() { FlippedByte = atByte };

    public override string ToString() => this switch
    {
        { Status: { } status, Done: var done } => $"{status} {Code}{(done ? " after success" : "")}",
        { Done: true } => "lost answer",
        { Hangs: true } => "hang",
        { CutAfter: { } bytes } => $"cut after {bytes} B",
        { BytesPerSecond: { } speed } => $"{speed} B/s",
        _ => $"bit of byte {FlippedByte} flipped",
    };

    internal static byte[] Flipped(byte[] bytes, long at)
    {
        var copy = bytes.ToArray();
        if (at < copy.Length)
        {
            copy[at] ^= 1;
        }

        return copy;
    }
}
