using System.Net.Sockets;
using System.Text.RegularExpressions;

using Npgsql;

namespace Analytics.Database.Tests;

public sealed class TransientTests
{
    public static TheoryData<Exception, bool> Faults => new()
    {
        { new NpgsqlException("refused", new SocketException((int)SocketError.ConnectionRefused)), true },
        { new NpgsqlException("late", new TimeoutException()), true },
        { new TimeoutException { Source = "Npgsql" }, true },
        { new SocketException((int)SocketError.ConnectionRefused), false },
        { new TimeoutException(), false },
        { new NpgsqlException("cut", new IOException("reset")), true },
        { Postgres(PostgresErrorCodes.AdminShutdown), true },
        { Postgres(PostgresErrorCodes.CrashShutdown), true },
        { Postgres(PostgresErrorCodes.CannotConnectNow), true },
        { Postgres(PostgresErrorCodes.ConnectionFailure), true },
        { Postgres(PostgresErrorCodes.ReadOnlySqlTransaction), true },
        { Postgres(PostgresErrorCodes.SerializationFailure), true },
        { Postgres(PostgresErrorCodes.TooManyConnections), true },
        { Postgres(PostgresErrorCodes.UniqueViolation), false },
        { Postgres(PostgresErrorCodes.SyntaxError), false },
        { new InvalidOperationException(), false },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void IsTransient_Fault_TellsWhetherItPasses(Exception fault, bool passes) => Assert.Equal(passes, Transient.IsTransient(fault));

    [Fact]
    public void IsTransient_RegexTimeout_IsNot() =>
        Assert.False(Transient.IsTransient(new RegexMatchTimeoutException("x", "(x+)+", TimeSpan.FromSeconds(1))));

    [Fact]
    public async Task RetryAsync_FaultThatPasses_SucceedsLater()
    {
        var calls = 0;

        var answer = await Transient.RetryAsync(
            _ => ++calls < 3 ? throw Late() : Task.FromResult(calls),
            TimeProvider.System,
            TimeSpan.FromMinutes(1),
            TestContext.Current.CancellationToken);

        Assert.Equal(3, answer);
    }

    [Fact]
    public async Task RetryAsync_FaultThatDoesNotPass_FailsAtOnce()
    {
        var calls = 0;

        await Assert.ThrowsAsync<InvalidOperationException>(() => Transient.RetryAsync(
            _ => ++calls > 0 ? throw new InvalidOperationException() : Task.CompletedTask,
            TimeProvider.System,
            TimeSpan.FromMinutes(1),
            TestContext.Current.CancellationToken));

        Assert.Equal(1, calls);
    }

    [Fact]
    public async Task RetryAsync_LimitOver_FailsWithTheFault()
    {
        await Assert.ThrowsAsync<NpgsqlException>(() => Transient.RetryAsync(
            _ => throw Late(), TimeProvider.System, TimeSpan.Zero, TestContext.Current.CancellationToken));
    }

    private static NpgsqlException Late() => new("late", new TimeoutException());

    private static PostgresException Postgres(string sqlState) => new("test", "ERROR", "ERROR", sqlState);
}
