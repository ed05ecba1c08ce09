using Analytics.Catalogue.Yaml;
using Cronos;

namespace Analytics.Catalogue.Jobs;

/// <summary>Reads the key <c>triggers</c> of a job.</summary>
internal static class TriggerReader
{
    public static JobTriggers Read(YamlMap root, IReadOnlyList<string> inputs, IReadOnlyList<JobParameter> parameters)
    {
        if (root.Map("triggers") is not { } map)
        {
            return new JobTriggers();
        }

        var datasets = map.Texts("on") ?? [];
        foreach (var dataset in datasets.Where(dataset => !inputs.Contains(dataset)))
        {
            map.Fault("on", $"names '{dataset}', which is not an input of this job{Suggestions.For(dataset, inputs)}.");
        }

        var triggers = new JobTriggers { On = datasets, Cron = [.. map.Maps("cron").Select(ReadCron)] };
        if (triggers.On.Count + triggers.Cron.Count > 0 && parameters.Any(parameter => parameter.Default is null))
        {
            map.Fault("on", "and cron start the job with no one to fill in parameters: give each parameter a default.");
        }

        map.Close();
        return triggers;
    }

    private static CronTrigger ReadCron(YamlMap map)
    {
        var expression = map.Text("expression", required: true) ?? "";
        if (expression.Length > 0 && !CronExpression.TryParse(expression, out _))
        {
            map.Fault("expression", $"'{expression}' is not a cron expression of five fields: minute, hour, day of month, month, day of week.");
        }

        var zone = map.Text("timeZone") ?? "Etc/UTC";
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _))
        {
            map.Fault("timeZone", $"'{zone}' is not a time zone, such as Europe/Vienna.");
        }

        map.Close();
        return new CronTrigger(expression, zone);
    }
}
