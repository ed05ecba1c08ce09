using Analytics.Fixtures;

using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

using Npgsql;

namespace Analytics.Database.Tests;

public sealed class DatabaseExtensionsTests(PostgresFixture postgres)
{
    [Fact]
    public async Task AddDatabase_ConnectionStringGiven_Connects()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        await using var services = Build(database.Setting);

        await using var command = services.GetRequiredService<NpgsqlDataSource>().CreateCommand("select count(*) from platform.work_item");

        Assert.Equal(0L, await command.ExecuteScalarAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(null, "ConnectionStrings:analytics must name the PostgreSQL database")]
    [InlineData(" ", "ConnectionStrings:analytics must name the PostgreSQL database")]
    [InlineData("Database=x", "ConnectionStrings:analytics must name a Host")]
    [InlineData("Host=x;Colour=green;Password=secret", "ConnectionStrings:analytics must be a connection string of Npgsql")]
    public async Task AddDatabase_ConnectionStringMissingOrWrong_SaysWhichKey(string? connectionString, string message)
    {
        await using var services = Build(KeyValuePair.Create<string, string?>("ConnectionStrings:analytics", connectionString));

        var exception = Assert.Throws<OptionsValidationException>(services.GetRequiredService<NpgsqlDataSource>);

        Assert.StartsWith(message, Assert.Single(exception.Failures), StringComparison.Ordinal);
        Assert.DoesNotContain("secret", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AddDatabase_SeveralFaults_NamesAllOfThem()
    {
        await using var services = Build(
            KeyValuePair.Create<string, string?>("Database:MaxConnections", "1"),
            KeyValuePair.Create<string, string?>("Database:CommandTimeout", "00:00:00"),
            KeyValuePair.Create<string, string?>("Database:MigrationTimeout", "00:00:00"));

        var exception = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IOptions<DatabaseOptions>>().Value);

        Assert.Equal(
            ["ConnectionStrings:analytics", "Database:MaxConnections", "Database:CommandTimeout", "Database:MigrationTimeout"],
            exception.Failures.Select(failure => failure.Split(' ')[0]));
    }

    [Fact]
    public async Task AddDatabase_ConnectionStringSilent_SetsThePlatformsDefaults()
    {
        await using var services = Build(KeyValuePair.Create<string, string?>("ConnectionStrings:analytics", "Host=x;Password=secret"));

        var connection = new NpgsqlConnectionStringBuilder(services.GetRequiredService<NpgsqlDataSource>().ConnectionString);

        Assert.Equal((20, 30, 15, true), (connection.MaxPoolSize, connection.CommandTimeout, connection.KeepAlive, connection.NoResetOnClose));
    }

    [Fact]
    public async Task AddDatabase_ConnectionStringSaysItself_IsFollowed()
    {
        await using var services = Build(KeyValuePair.Create<string, string?>(
            "ConnectionStrings:analytics", "Host=x;MaxPoolSize=7;CommandTimeout=9;Keepalive=3;No Reset On Close=false"));

        var connection = new NpgsqlConnectionStringBuilder(services.GetRequiredService<NpgsqlDataSource>().ConnectionString);

        Assert.Equal((7, 9, 3, false), (connection.MaxPoolSize, connection.CommandTimeout, connection.KeepAlive, connection.NoResetOnClose));
    }

    [Fact]
    public async Task AddDatabase_IamWithWhatContradictsIt_NamesAllFaults()
    {
        await using var services = Build(
            KeyValuePair.Create<string, string?>("ConnectionStrings:analytics", "Host=a,b;Username=me;Password=secret;SSL Mode=Require"),
            KeyValuePair.Create<string, string?>("Database:Authentication", "Iam"),
            KeyValuePair.Create<string, string?>("Database:Region", "eu-central-1"));

        var exception = Assert.Throws<OptionsValidationException>(services.GetRequiredService<NpgsqlDataSource>);

        Assert.Equal(
            [
                "ConnectionStrings:analytics must name neither Password nor Passfile",
                "ConnectionStrings:analytics must name one Host and a Username",
                "ConnectionStrings:analytics must not say SSL Mode=Require:",
                "Database:RootCertificate must name a file of trusted certificates",
            ],
            exception.Failures.Select(failure => failure.Split(" with ")[0]));
        Assert.DoesNotContain("secret", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/nowhere/bundle.pem", "cannot be read")]
    [InlineData("/proc/self/status", "holds none")]
    public async Task AddDatabase_RootCertificateUnusable_SaysWhy(string file, string why)
    {
        await using var services = Build(
            KeyValuePair.Create<string, string?>("ConnectionStrings:analytics", "Host=x;SSL Mode=VerifyFull"),
            KeyValuePair.Create<string, string?>("Database:RootCertificate", file));

        var exception = Assert.Throws<OptionsValidationException>(services.GetRequiredService<NpgsqlDataSource>);

        Assert.Contains($"'{file}' {why}", Assert.Single(exception.Failures), StringComparison.Ordinal);
    }

    private static ServiceProvider Build(params KeyValuePair<string, string?>[] settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        return new ServiceCollection().AddDatabase(configuration).BuildServiceProvider();
    }
}
