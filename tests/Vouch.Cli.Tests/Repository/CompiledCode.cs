using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Vouch.Cli.Tests.Repository;

/// <summary>One mention of a type in an assembly's code.</summary>
/// <param name="From">The type that mentions it; for nested types the outermost.</param>
/// <param name="Member">The method or field that does, or nothing for a base type.</param>
/// <param name="To">The type mentioned.</param>
/// <param name="Through">The member whose use mentions it: it is declared there, or it has the type in its signature.</param>
/// <param name="IsWrite">A field is written, or a setter called.</param>
internal sealed record CodeReference(string From, string Member, string To, string Through, bool IsWrite)
{
    public override string ToString() => $"{From}.{Member} uses {To}" + (Through.Length > 0 ? " through " + Through : "");
}

/// <summary>
/// All mentions of an assembly's own types in its compiled code. What source text does not show is seen here: the types of members that are
/// used without being named.
/// </summary>
internal static class CompiledCode
{
    private static readonly Dictionary<int, OpCode> OpCodeTable = typeof(OpCodes).GetFields()
        .Select(f => (OpCode)f.GetValue(null)!).ToDictionary(c => (int)(ushort)c.Value);

    public static IReadOnlyList<CodeReference> Read(string path)
    {
        using PEReader file = new(File.OpenRead(path));
        MetadataReader metadata = file.GetMetadataReader();
        return [.. metadata.TypeDefinitions.SelectMany(t => new TypeWalk(file, metadata, t).References())];
    }

    private sealed class TypeWalk(PEReader file, MetadataReader metadata, TypeDefinitionHandle handle)
    {
        private readonly TypeNames names = new();
        private readonly TypeDefinition type = metadata.GetTypeDefinition(handle);
        private readonly List<CodeReference> found = [];
        private readonly string from = TypeNames.OutermostName(metadata, handle);
        private string member = "";

        public List<CodeReference> References()
        {
            Add(OfEntity(type.BaseType), "");
            foreach (InterfaceImplementationHandle implemented in type.GetInterfaceImplementations())
            {
                Add(OfEntity(metadata.GetInterfaceImplementation(implemented).Interface), "");
            }

            foreach (FieldDefinition field in type.GetFields().Select(metadata.GetFieldDefinition))
            {
                member = metadata.GetString(field.Name);
                Add(field.DecodeSignature(names, null), "");
            }

            foreach (MethodDefinition method in type.GetMethods().Select(metadata.GetMethodDefinition))
            {
                member = metadata.GetString(method.Name);
                Add(OfSignature(method.DecodeSignature(names, null)), "");
                if (method.RelativeVirtualAddress != 0)
                {
                    ReadBody(file.GetMethodBody(method.RelativeVirtualAddress));
                }
            }

            return found;
        }

        private void ReadBody(MethodBodyBlock body)
        {
            if (!body.LocalSignature.IsNil)
            {
                Add([.. metadata.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(names, null).SelectMany(l => l)], "a local");
            }

            BlobReader code = body.GetILReader();
            while (code.RemainingBytes > 0)
            {
                int value = code.ReadByte();
                OpCode operation = OpCodeTable[value == 0xfe ? 0xfe00 | code.ReadByte() : value];
                switch (operation.OperandType)
                {
                    case OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType:
                        bool isWrite = operation == OpCodes.Stfld || operation == OpCodes.Stsfld;
                        Use(MetadataTokens.EntityHandle(code.ReadInt32()), isWrite);
                        break;
                    case OperandType.InlineSwitch:
                        int targets = code.ReadInt32();
                        code.Offset += 4 * targets;
                        break;
                    default:
                        code.Offset += SizeOf(operation.OperandType);
                        break;
                }
            }
        }

        private static int SizeOf(OperandType operand) => operand switch
        {
            OperandType.InlineNone => 0,
            OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
            OperandType.InlineVar => 2,
            OperandType.InlineI8 or OperandType.InlineR => 8,
            _ => 4,
        };

        private void Use(EntityHandle entity, bool isWrite)
        {
            switch (entity.Kind)
            {
                case HandleKind.MethodDefinition:
                    MethodDefinition method = metadata.GetMethodDefinition((MethodDefinitionHandle)entity);
                    string name = metadata.GetString(method.Name);
                    string owner = TypeNames.OutermostName(metadata, method.GetDeclaringType());
                    bool isSetter = name.StartsWith("set_", StringComparison.Ordinal);
                    Add([owner, .. OfSignature(method.DecodeSignature(names, null))], owner + "." + name, isSetter);
                    break;
                case HandleKind.FieldDefinition:
                    FieldDefinition field = metadata.GetFieldDefinition((FieldDefinitionHandle)entity);
                    string holder = TypeNames.OutermostName(metadata, field.GetDeclaringType());
                    Add([holder, .. field.DecodeSignature(names, null)], holder + "." + metadata.GetString(field.Name), isWrite);
                    break;
                case HandleKind.MemberReference:
                    MemberReference reference = metadata.GetMemberReference((MemberReferenceHandle)entity);
                    ImmutableArray<string> signature = reference.GetKind() == MemberReferenceKind.Field
                        ? reference.DecodeFieldSignature(names, null)
                        : OfSignature(reference.DecodeMethodSignature(names, null));
                    Add([.. OfEntity(reference.Parent), .. signature], metadata.GetString(reference.Name), isWrite);
                    break;
                case HandleKind.MethodSpecification:
                    MethodSpecification generic = metadata.GetMethodSpecification((MethodSpecificationHandle)entity);
                    Use(generic.Method, isWrite);
                    Add([.. generic.DecodeSignature(names, null).SelectMany(a => a)], "a type argument");
                    break;
                default:
                    Add(OfEntity(entity), "");
                    break;
            }
        }

        private ImmutableArray<string> OfEntity(EntityHandle entity) => entity.Kind switch
        {
            HandleKind.TypeDefinition when !entity.IsNil => [TypeNames.OutermostName(metadata, (TypeDefinitionHandle)entity)],
            HandleKind.TypeSpecification => metadata.GetTypeSpecification((TypeSpecificationHandle)entity).DecodeSignature(names, null),
            _ => [],
        };

        private static ImmutableArray<string> OfSignature(MethodSignature<ImmutableArray<string>> signature) =>
            [.. signature.ReturnType, .. signature.ParameterTypes.SelectMany(p => p)];

        private void Add(ImmutableArray<string> types, string through, bool isWrite = false) =>
            found.AddRange(types.Where(t => t != from).Select(t => new CodeReference(from, member, t, through, isWrite)));
    }

    /// <summary>The assembly's own types that a signature names; other assemblies' types give nothing.</summary>
    private sealed class TypeNames : ISignatureTypeProvider<ImmutableArray<string>, object?>
    {
        public static string OutermostName(MetadataReader metadata, TypeDefinitionHandle handle)
        {
            TypeDefinition type = metadata.GetTypeDefinition(handle);
            while (type.IsNested)
            {
                type = metadata.GetTypeDefinition(type.GetDeclaringType());
            }

            string name = metadata.GetString(type.Name).Split('`')[0];
            return type.Namespace.IsNil ? name : metadata.GetString(type.Namespace) + "." + name;
        }

        public ImmutableArray<string> GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) =>
            [OutermostName(reader, handle)];

        public ImmutableArray<string> GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) => [];

        public ImmutableArray<string> GetTypeFromSpecification(
            MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind) =>
            reader.GetTypeSpecification(handle).DecodeSignature(this, genericContext);

        public ImmutableArray<string> GetGenericInstantiation(ImmutableArray<string> genericType, ImmutableArray<ImmutableArray<string>> typeArguments) =>
            [.. genericType, .. typeArguments.SelectMany(a => a)];

        public ImmutableArray<string> GetFunctionPointerType(MethodSignature<ImmutableArray<string>> signature) =>
            [.. signature.ReturnType, .. signature.ParameterTypes.SelectMany(p => p)];

        public ImmutableArray<string> GetModifiedType(ImmutableArray<string> modifier, ImmutableArray<string> unmodifiedType, bool isRequired) =>
            [.. modifier, .. unmodifiedType];

        public ImmutableArray<string> GetArrayType(ImmutableArray<string> elementType, ArrayShape shape) => elementType;

        public ImmutableArray<string> GetByReferenceType(ImmutableArray<string> elementType) => elementType;

        public ImmutableArray<string> GetPinnedType(ImmutableArray<string> elementType) => elementType;

        public ImmutableArray<string> GetPointerType(ImmutableArray<string> elementType) => elementType;

        public ImmutableArray<string> GetSZArrayType(ImmutableArray<string> elementType) => elementType;

        public ImmutableArray<string> GetPrimitiveType(PrimitiveTypeCode typeCode) => [];

        public ImmutableArray<string> GetGenericMethodParameter(object? genericContext, int index) => [];

        public ImmutableArray<string> GetGenericTypeParameter(object? genericContext, int index) => [];
    }
}
