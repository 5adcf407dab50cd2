using System;
using System.Collections.Immutable;
using Vouch.Bytecode.Btf;
using Vouch.Bytecode.ObjectFiles;

namespace Vouch.Bytecode.Loading;

/// <summary>A struct_ops map in the kernel's shape, and what the program under test is to it.</summary>
/// <param name="Types">The kernel's or a module's BTF.</param>
/// <param name="ValueType">The kernel's value struct, which wraps the operations struct.</param>
/// <param name="Content">The value's bytes; pointers to programs are still zero.</param>
/// <param name="Target">Set when the map has the program in one of its members.</param>
internal sealed record BoundStructOps(BtfSpec Types, BtfTypeId ValueType, ImmutableArray<byte> Content, AttachTarget? Target);

/// <summary>
/// Matches a struct_ops variable with the kernel's struct of the same name, member by member. All pointers except those to the program
/// under test count as null, so that the program is loaded alone.
/// </summary>
internal sealed class StructOpsBinder
{
    private const string ValuePrefix = "bpf_struct_ops_";

    private readonly BtfSpec local;
    private readonly ObjectMap map;
    private readonly ObjectFunction program;
    private readonly BtfSpec kernel;
    private readonly BtfType kernelType;
    private readonly BtfType kernelValue;
    private readonly int contentOffset;
    private readonly byte[] content;

    private StructOpsBinder(BtfSpec local, ObjectMap map, ObjectFunction program, KernelTypeList kernelTypes)
    {
        this.local = local;
        this.map = map;
        this.program = program;
        ReadOnlySpan<char> name = local.NameOf(map.ValueType);
        name = name[..Flavor.EssentialLength(name)];
        (kernel, BtfTypeId value) = kernelTypes.Find(ValuePrefix + name.ToString(), BtfKind.Struct)
            ?? throw Failed($"the kernel has no struct {ValuePrefix}{name}");
        BtfTypeId operations = kernel.Find(name, BtfKind.Struct) ?? throw Failed($"the kernel has no struct {name}");
        kernelType = kernel.Type(operations);
        kernelValue = kernel.Type(value);
        contentOffset = OffsetOf(operations);
        content = new byte[kernelValue.Size];
    }

    /// <exception cref="PreparationException">The kernel has no such struct, or members do not match.</exception>
    public static BoundStructOps Bind(BtfSpec local, ObjectMap map, ObjectFunction program, KernelTypeList kernelTypes) =>
        new StructOpsBinder(local, map, program, kernelTypes).Bind();

    private BoundStructOps Bind()
    {
        BtfType type = local.Type(map.ValueType);
        int found = -1;
        for (int index = 0; index < type.Count; index++)
        {
            int kernelIndex = BindMember(local.Member(type, index), map.Members[index] == program);
            if (kernelIndex < 0)
            {
                continue;
            }

            if (found >= 0 && found != kernelIndex)
            {
                throw Failed($"program '{program.Name}' is used for more than one member");
            }

            found = kernelIndex;
        }

        AttachTarget? target = found < 0 ? null : new AttachTarget(kernel, kernelType.Id, found);
        return new BoundStructOps(kernel, kernelValue.Id, ImmutableArray.Create(content), target);
    }

    /// <summary>Checks one member and copies its value; gives the kernel's member number when it points to the program, else -1.</summary>
    private int BindMember(in BtfMember member, bool isProgram)
    {
        string name = local.String(member.NameOffset);
        long size = local.SizeOf(member.Type);
        if (size < 0)
        {
            throw Failed($"member {name} has no size");
        }

        int start = member.BitOffset / 8;
        if (start < 0 || start > map.Content.Length)
        {
            throw Failed($"member {name} lies outside the map's value");
        }

        ReadOnlySpan<byte> value = map.Content.Span.Slice(start, (int)Math.Min(size, map.Content.Length - start));
        BtfType type = local.SkipModifiers(member.Type);
        bool isNull = local.Type(member.Type).Kind == BtfKind.Pointer || !value.ContainsAnyExcept((byte)0);
        int index = IndexOf(name);
        if (index < 0)
        {
            return isNull && !isProgram ? -1 : throw Failed($"the kernel's struct has no member {name}");
        }

        BtfMember kernelMember = kernel.Member(kernelType, index);
        BtfType kernelMemberType = kernel.SkipModifiers(kernelMember.Type);
        if (member.BitFieldSize != 0 || kernelMember.BitFieldSize != 0)
        {
            throw Failed($"member {name} is a bit field");
        }

        if (type.Kind != kernelMemberType.Kind)
        {
            throw Failed($"member {name} is of another kind in the kernel");
        }

        if (type.Kind == BtfKind.Pointer)
        {
            bool isFunction = kernel.SkipModifiers(kernelMemberType.Target).Kind == BtfKind.FunctionPrototype;
            return !isProgram ? -1 : isFunction ? index : throw Failed($"member {name} is no function in the kernel");
        }

        if (kernel.SizeOf(kernelMember.Type) != size)
        {
            throw Failed($"member {name} has another size in the kernel");
        }

        int offset = contentOffset + (kernelMember.BitOffset / 8);
        if (offset > content.Length - value.Length)
        {
            throw Failed($"member {name} reaches past the kernel's struct");
        }

        value.CopyTo(content.AsSpan(offset));
        return -1;
    }

    private int IndexOf(string name)
    {
        for (int index = 0; index < kernelType.Count; index++)
        {
            if (kernel.String(kernel.Member(kernelType, index).NameOffset) == name)
            {
                return index;
            }
        }

        return -1;
    }

    private int OffsetOf(BtfTypeId operations)
    {
        for (int index = 0; index < kernelValue.Count; index++)
        {
            BtfMember member = kernel.Member(kernelValue, index);
            if (member.Type == operations)
            {
                return member.BitOffset / 8;
            }
        }

        throw Failed($"{kernel.NameOf(kernelValue)} does not contain {kernel.NameOf(operations)}");
    }

    private PreparationException Failed(string why) => new(PreparationStage.Map, $"struct_ops map '{map.Name}': {why}");
}
