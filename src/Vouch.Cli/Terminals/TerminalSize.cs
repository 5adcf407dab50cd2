using System;
using System.Runtime.InteropServices;

namespace Vouch.Cli.Terminals;

/// <summary>Asks Linux how wide the output's terminal is. .NET's own question would switch the terminal's keypad into another mode.</summary>
internal static partial class TerminalSize
{
    private const int StandardOutput = 1;

    /// <summary>The request TIOCGWINSZ of ioctl(2).</summary>
    private const nuint GetSize = 0x5413;

    /// <summary>Columns, or null where that cannot be told.</summary>
    public static int? Columns()
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        try
        {
            Size size = default;
            return Control(StandardOutput, GetSize, ref size) == 0 && size.Columns > 0 ? size.Columns : null;
        }
        catch (Exception cause) when (cause is DllNotFoundException or EntryPointNotFoundException)
        {
            return null;
        }
    }

    [LibraryImport("libc", EntryPoint = "ioctl")]
    private static partial int Control(int descriptor, nuint request, ref Size size);

    /// <summary>The kernel's struct winsize.</summary>
    private struct Size
    {
        public ushort Rows;
        public ushort Columns;
        public ushort PixelsWide;
        public ushort PixelsHigh;
    }
}
