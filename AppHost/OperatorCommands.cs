using Microsoft.Extensions.DependencyInjection;

namespace Analytics.AppHost;

/// <summary>What an operator does from the dashboard.</summary>
internal static class OperatorCommands
{
    public static void WithOperatorCommands(this IResourceBuilder<ProjectResource> api, IResourceBuilder<ProjectResource> sample) =>
        api
            .WithCommand(
                "land-sample-data",
                "Land the sample data",
                context => context.Services.GetRequiredService<ResourceCommandService>()
                    .ExecuteCommandAsync(sample.Resource, KnownResourceCommands.StartCommand, context.CancellationToken),
                new CommandOptions
                {
                    IconName = "ArrowUpload",
                    ConfirmationMessage = "Put five public data sets into the raw store?",
                })
            .WithHttpCommand(
                "/api/v1/work/dead-letters/replay",
                "Replay dead letters",
                commandName: "replay-dead-letters",
                commandOptions: new HttpCommandOptions
                {
                    Method = HttpMethod.Post,
                    IconName = "ArrowClockwise",
                    ConfirmationMessage = "Give every work item that ran out of attempts all of them again?",
                });
}
