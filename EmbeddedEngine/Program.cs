using Analytics.EmbeddedEngine.Tasks;

return args is [WallStage.Argument, var rules, _, ..]
    ? WallStage.Run(rules, args[2..])
    : await EngineChild.RunAsync(Console.OpenStandardInput(), Console.OpenStandardOutput());
