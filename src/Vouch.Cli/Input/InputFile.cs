using System;
using System.Globalization;
using System.IO;
using Microsoft.Win32.SafeHandles;
using Vouch.Bytecode;
using Vouch.Cli.Terminals;

namespace Vouch.Cli.Input;

/// <summary>Reads what users name as input: files, pipes, and <c>-</c> for the standard input. What cannot be read is a <see cref="BadInputException"/>.</summary>
internal sealed class InputFile(long limit)
{
    /// <summary>Larger files are refused unless more is asked for. Objects have kilobytes, the programs that carry them some megabytes.</summary>
    public const long DefaultLimit = 256L << 20;

    /// <summary>The name of the standard input.</summary>
    public const string StandardInput = "-";

    private const int Chunk = 1 << 16;

    /// <summary>The content of a file.</summary>
    public ReadOnlyMemory<byte> Read(string path)
    {
        try
        {
            using Stream stream = Open(path);
            return Read(stream, path);
        }
        catch (Exception cause) when (Explain(cause, path) is { } problem)
        {
            throw new BadInputException(problem, path);
        }
    }

    /// <summary>The problem that an exception of the file system stands for; null for other exceptions.</summary>
    public static string? Explain(Exception cause, string path) => cause switch
    {
        FileNotFoundException or DirectoryNotFoundException => "there is no such file",
        UnauthorizedAccessException => Directory.Exists(path) ? "is a directory" : "may not be read: permission denied",
        PathTooLongException => "the name is too long",
        NotSupportedException => "cannot be read like a file",
        IOException => Directory.Exists(path) ? "is a directory" : "cannot be read: " + WithoutPath(cause.Message),
        _ => null,
    };

    private static Stream Open(string path)
    {
        if (path == StandardInput)
        {
            return StandardStreams.OpenInput();
        }

        if (FileNameBytes.AreNeededFor(path))
        {
            SafeFileHandle handle = FileNameBytes.Open(path);
            return new FileStream(handle, FileAccess.Read, bufferSize: 0);
        }

        return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
    }

    private ReadOnlyMemory<byte> Read(Stream stream, string path)
    {
        long announced = stream.CanSeek ? stream.Length : 0;
        RequireWithin(announced, path);
        byte[] content = new byte[Math.Max(announced + 1, Chunk)];
        int length = 0;
        while (true)
        {
            int count = stream.Read(content, length, content.Length - length);
            if (count == 0)
            {
                return content.AsMemory(0, length);
            }

            length += count;
            RequireWithin(length, path);
            if (length == content.Length)
            {
                Array.Resize(ref content, (int)Math.Min(Math.Min(2L * content.Length, limit + 1), Array.MaxLength));
            }
        }
    }

    private void RequireWithin(long length, string path)
    {
        if (length > limit)
        {
            throw new BadInputException(string.Create(CultureInfo.InvariantCulture, $"is longer than {limit} bytes, the most that is read (--max-input)"), path);
        }
    }

    /// <summary>The system's words alone: the name stands before them already.</summary>
    private static string WithoutPath(string message) => message.Split(" : ")[0].TrimEnd('.');
}
