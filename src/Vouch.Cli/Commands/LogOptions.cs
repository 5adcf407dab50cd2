using System.CommandLine;
using Vouch.Verifier;

namespace Vouch.Cli.Commands;

/// <summary>What a log shows and how much of it is kept: the same options in all commands that print logs.</summary>
internal sealed class LogOptions
{
    private const int AllLevels = 15;

    public Option<int> Level { get; } = NumberOption.Of(
        ["--log-level", "-l", "--level"], "Log level as a sum: 1 the failing path, 2 every path and the passes before, 4 closing statistics, 8 keep the beginning.", 0, (0, AllLevels));

    public Option<long> Size { get; } = LimitOptions.SizeOption(
        "--log-size", 16 << 20, "Log to keep of a program; a longer one loses its beginning. 16M unless given.");

    public Option<bool> IsFixed { get; } = new("--log-fixed") { Description = "Let a log that is too long lose its end instead." };

    public void AddTo(Command command)
    {
        command.Add(Level);
        command.Add(Size);
        command.Add(IsFixed);
    }

    /// <summary>The level that was asked for, and what goes with it; <paramref name="otherwise"/> where none was.</summary>
    public LogLevels LevelOf(ParseResult parsed, LogLevels otherwise)
    {
        int level = parsed.GetRequiredValue(Level);
        return (level == 0 ? otherwise : (LogLevels)level) | (parsed.GetValue(IsFixed) ? LogLevels.KeepBeginning : LogLevels.None);
    }

    /// <summary>How much is kept, in bytes.</summary>
    public int SizeOf(ParseResult parsed) => (int)long.Clamp(parsed.GetRequiredValue(Size), 1, 1 << 30);
}
