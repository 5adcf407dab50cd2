using System;
using System.IO;
using Microsoft.Win32.SafeHandles;

namespace Vouch.Cli.Terminals;

/// <summary>
/// The process's own streams. .NET's console streams switch a terminal's keypad into another mode with the first byte; a terminal is
/// written to as a file instead. A file is not: standard output and error may share it, and its position.
/// </summary>
internal static class StandardStreams
{
    private const int InputDescriptor = 0, OutputDescriptor = 1, ErrorDescriptor = 2;

    private static bool IsPlain => OperatingSystem.IsWindows() || Console.IsOutputRedirected;

    public static Stream OpenInput() =>
        OperatingSystem.IsWindows() ? Console.OpenStandardInput() : Open(InputDescriptor, FileAccess.Read);

    public static Stream OpenOutput() => IsPlain ? Console.OpenStandardOutput() : Open(OutputDescriptor, FileAccess.Write);

    public static Stream OpenError() => IsPlain ? Console.OpenStandardError() : Open(ErrorDescriptor, FileAccess.Write);

    /// <summary>A descriptor that is closed reads as empty, and takes everything.</summary>
    private static Stream Open(int descriptor, FileAccess access)
    {
        try
        {
            return new FileStream(new SafeFileHandle(descriptor, ownsHandle: false), access, bufferSize: 0);
        }
        catch (Exception cause) when (cause is IOException or ArgumentException or UnauthorizedAccessException)
        {
            return Stream.Null;
        }
    }
}
