using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Vouch.Cli.Terminals;

namespace Vouch.Cli.Input;

/// <summary>
/// File names that are no UTF-8. Linux allows any bytes, .NET hands them over as replacement characters; here each byte that fits nothing
/// stands in the string as one surrogate, from which the name's bytes can be had again.
/// </summary>
internal static partial class FileNameBytes
{
    private const char Replacement = '\ufffd';
    private const int CloseOnExecute = 0x80000;

    /// <summary>The name cannot be opened by way of .NET.</summary>
    public static bool AreNeededFor(string path) => path.Any(IsRawByte);

    /// <summary>The command line with the bytes of its names, where .NET lost some and Linux still tells.</summary>
    public static IReadOnlyList<string> Restore(IReadOnlyList<string> arguments)
    {
        const string OwnCommandLine = "/proc/self/cmdline";
        if (!arguments.Any(a => a.Contains(Replacement, StringComparison.Ordinal)) || !File.Exists(OwnCommandLine))
        {
            return arguments;
        }

        List<string> all = Split(File.ReadAllBytes(OwnCommandLine));
        return all.Count < arguments.Count ? arguments : all[^arguments.Count..];
    }

    /// <summary>Opens a file for reading.</summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public static SafeFileHandle Open(string path)
    {
        int descriptor = Open(Encode(path), CloseOnExecute);
        return descriptor >= 0 ? new SafeFileHandle(descriptor, ownsHandle: true)
            : throw new IOException(Marshal.GetLastPInvokeErrorMessage());
    }

    /// <summary>The strings of a block in which each ends with a zero byte.</summary>
    internal static List<string> Split(ReadOnlySpan<byte> block)
    {
        List<string> strings = [];
        while (block.IndexOf((byte)0) is >= 0 and int end)
        {
            strings.Add(Decode(block[..end]));
            block = block[(end + 1)..];
        }

        return strings;
    }

    internal static string Decode(ReadOnlySpan<byte> bytes)
    {
        StringBuilder text = new();
        while (!bytes.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(bytes, out Rune rune, out int length) == System.Buffers.OperationStatus.Done)
            {
                _ = text.Append(rune);
            }
            else
            {
                length = 1;
                _ = text.Append((char)(VisibleText.RawByte + bytes[0]));
            }

            bytes = bytes[length..];
        }

        return text.ToString();
    }

    /// <summary>The bytes of a name with a zero byte behind.</summary>
    internal static byte[] Encode(string name)
    {
        List<byte> bytes = [];
        for (int i = 0; i < name.Length;)
        {
            if (Rune.TryGetRuneAt(name, i, out Rune rune))
            {
                bytes.AddRange(Encoding.UTF8.GetBytes(rune.ToString()));
                i += rune.Utf16SequenceLength;
            }
            else
            {
                bytes.Add((byte)(name[i++] - VisibleText.RawByte));
            }
        }

        bytes.Add(0);
        return [.. bytes];
    }

    private static bool IsRawByte(char c) => c is >= (char)(VisibleText.RawByte + 0x80) and < (char)(VisibleText.RawByte + 0x100);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true)]
    private static partial int Open(byte[] path, int flags);
}
