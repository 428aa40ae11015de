import type ts from "typescript";

type Method = ts.MethodDeclaration | ts.GetAccessorDeclaration | ts.SetAccessorDeclaration;

/**
 * A transformation of classes for the simulator: methods, getters and setters whose whole body is
 * `return native("name").call(this, …)`, with the parameters in order, become the host function itself. The SDK's
 * compiler makes the same of them (documentation/xs/XS in C.md, "Host functions"), so that a call costs nothing besides
 * the C; the engine that loads source would call a function, look the name up, and call again.
 */
export function nativeMethods(compiler: typeof ts): ts.TransformerFactory<ts.SourceFile> {
	const { factory } = compiler;

	return (context) => {
		const visit = (node: ts.Node): ts.Node => {
			const visited = compiler.visitEachChild(node, visit, context);
			if (!compiler.isClassDeclaration(visited)) return visited;
			const members = visited.members.filter((member) => nameOf(member) === undefined);
			if (members.length === visited.members.length) return visited;
			const blocks = [false, true].flatMap((isStatic) => define(visited, isStatic));
			return factory.updateClassDeclaration(
				visited,
				visited.modifiers,
				visited.name,
				visited.typeParameters,
				visited.heritageClauses,
				[...members, ...blocks],
			);
		};
		return (file) => compiler.visitEachChild(file, visit, context);
	};

	/** A static block that defines the class's methods of this kind. */
	function define(declaration: ts.ClassDeclaration, isStatic: boolean): ts.ClassStaticBlockDeclaration[] {
		const descriptors = new Map<string, ts.PropertyAssignment[]>();
		for (const member of declaration.members) {
			const name = nameOf(member);
			if (name === undefined || hasStatic(member) !== isStatic) continue;
			const method = member as Method;
			const key = method.name.getText();
			const kind = compiler.isMethodDeclaration(method)
				? "value"
				: compiler.isGetAccessor(method)
					? "get"
					: "set";
			const host = factory.createCallExpression(factory.createIdentifier("native"), undefined, [
				factory.createStringLiteral(name),
			]);
			const descriptor = descriptors.get(key) ?? [assignment("configurable", factory.createTrue())];
			descriptor.push(assignment(kind, host));
			if (kind === "value") descriptor.push(assignment("writable", factory.createTrue()));
			descriptors.set(key, descriptor);
		}
		if (descriptors.size === 0) return [];
		const target = isStatic
			? factory.createThis()
			: factory.createPropertyAccessExpression(factory.createThis(), "prototype");
		const properties = factory.createObjectLiteralExpression(
			[...descriptors].map(([key, descriptor]) =>
				assignment(key, factory.createObjectLiteralExpression(descriptor)),
			),
		);
		const call = factory.createCallExpression(
			factory.createPropertyAccessExpression(factory.createIdentifier("Object"), "defineProperties"),
			undefined,
			[target, properties],
		);
		const body = factory.createBlock([factory.createExpressionStatement(call)]);
		return [factory.createClassStaticBlockDeclaration(body)];
	}

	function assignment(name: string, value: ts.Expression): ts.PropertyAssignment {
		return factory.createPropertyAssignment(name, value);
	}

	function hasStatic(member: ts.ClassElement): boolean {
		return (compiler.getCombinedModifierFlags(member) & compiler.ModifierFlags.Static) !== 0;
	}

	/** The C name of a member that is nothing but its host function. */
	function nameOf(member: ts.ClassElement): string | undefined {
		const isMethod =
			compiler.isMethodDeclaration(member) ||
			compiler.isGetAccessor(member) ||
			compiler.isSetAccessor(member);
		if (!isMethod || !compiler.isIdentifier(member.name) || member.body?.statements.length !== 1)
			return undefined;
		const [statement] = member.body.statements;
		const isCall =
			statement && (compiler.isReturnStatement(statement) || compiler.isExpressionStatement(statement));
		const call = isCall ? statement.expression : undefined;
		if (!call || !compiler.isCallExpression(call) || !isOfCall(call.expression)) return undefined;
		const [self, ...given] = call.arguments;
		if (self?.kind !== compiler.SyntaxKind.ThisKeyword) return undefined;
		const names = member.parameters.map(({ name, initializer, dotDotDotToken }) =>
			compiler.isIdentifier(name) && !initializer && !dotDotDotToken ? name.text : undefined,
		);
		const isSame =
			names.length === given.length &&
			given.every((argument, index) => compiler.isIdentifier(argument) && argument.text === names[index]);
		return isSame ? call.expression.expression.arguments[0].text : undefined;
	}

	/** `native("name").call` */
	function isOfCall(expression: ts.Expression): expression is ts.PropertyAccessExpression & {
		expression: ts.CallExpression & { arguments: [ts.StringLiteral] };
	} {
		if (!compiler.isPropertyAccessExpression(expression) || expression.name.text !== "call") return false;
		const { expression: host } = expression;
		const [name] = compiler.isCallExpression(host) ? host.arguments : [];
		return (
			compiler.isCallExpression(host) &&
			compiler.isIdentifier(host.expression) &&
			host.expression.text === "native" &&
			name !== undefined &&
			compiler.isStringLiteral(name)
		);
	}
}
