using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using Vouch.Bytecode.Elf;

namespace Vouch.Bytecode.ObjectFiles;

/// <summary>One object of a file: the file itself, or a part of an executable or library that carries it.</summary>
public sealed class ObjectSource
{
    private readonly string name;

    private ObjectSource(string path, string name, ReadOnlyMemory<byte> bytes)
    {
        Path = path;
        this.name = name;
        Bytes = bytes;
    }

    /// <summary>What the object is called when it is written to a file of its own: the carrier's name with the image's name or number.</summary>
    public string FileName
    {
        get
        {
            string file = System.IO.Path.GetFileName(Path);
            return IsEmbedded ? file[..^1].Replace('[', '-') + ".bpf.o" : file;
        }
    }

    /// <summary>What users call it: the file's path, for an image followed by its name or its number (from 0) in brackets.</summary>
    public string Path { get; }

    /// <summary>The object's bytes alone.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    private bool IsEmbedded { get; init; }

    /// <summary>The objects behind a path, with the content of its file read from the disk.</summary>
    /// <inheritdoc cref="Of(string, Func{string, ReadOnlyMemory{byte}})"/>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static IReadOnlyList<ObjectSource> Of(string path) => Of(path, file => File.ReadAllBytes(file));

    /// <summary>
    /// The objects behind a path: the file itself when it is a BPF object or carries none, else the images within, in the file's order.
    /// A path that ends in brackets names one of the images. The file is read once, so that it may be a pipe.
    /// </summary>
    /// <param name="path">The file, or one of its images.</param>
    /// <param name="read">Reads a file as a whole.</param>
    /// <exception cref="BadInputException">The file is of another kind, or carries no image of the name.</exception>
    public static IReadOnlyList<ObjectSource> Of(string path, Func<string, ReadOnlyMemory<byte>> read)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(read);
        int bracket = path.EndsWith(']') && !File.Exists(path) ? path.LastIndexOf('[') : -1;
        string file = bracket > 0 ? path[..bracket] : path;
        ReadOnlyMemory<byte> content = read(file);
        if (bracket <= 0 && EmbeddedImages.IsObject(content.Span))
        {
            return [Whole(path, content)];
        }

        List<ObjectSource> images = ImagesIn(file, content);
        if (bracket > 0)
        {
            images.RemoveAll(i => i.Path != path);
            return images.Count > 0 ? images : throw new BadInputException("the file carries no such object", path);
        }

        return images.Count > 0 ? images
            : ForeignFile.Describe(content.Span) is { } description ? throw new BadInputException(description, path)
            : [Whole(path, content)];
    }

    /// <summary>Reads the object.</summary>
    /// <exception cref="BadInputException">Not a BPF object, or broken, or of a kind that loaders refuse to open.</exception>
    public ObjectFile Read() => ObjectFile.Read(Bytes, name);

    private static ObjectSource Whole(string path, ReadOnlyMemory<byte> content) => new(path, System.IO.Path.GetFileName(path), content);

    private static List<ObjectSource> ImagesIn(string file, ReadOnlyMemory<byte> content)
    {
        List<ObjectSource> sources = [];
        foreach (EmbeddedImage image in EmbeddedImages.Find(content.Span))
        {
            string path = string.Create(CultureInfo.InvariantCulture, $"{file}[{image.Name ?? sources.Count.ToString(CultureInfo.InvariantCulture)}]");
            string name = image.Name ?? System.IO.Path.GetFileName(path);
            sources.Add(new ObjectSource(path, name, content.Slice(image.Offset, image.Length)) { IsEmbedded = true });
        }

        return sources;
    }
}
