using System.CommandLine;
using Analytics.Cli.Check;
using Analytics.Cli.Convert;

var root = new RootCommand("Checks a catalogue and converts files under a contract, with no server.")
{
    CheckCommand.Create(),
    ConvertCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
